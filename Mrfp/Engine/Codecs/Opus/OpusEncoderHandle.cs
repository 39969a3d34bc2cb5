using System.Runtime.InteropServices;

namespace ImsConference.Engine.Codecs;

/// <summary>An encoder of libopus, which must outlive every call on it.</summary>
internal sealed class OpusEncoderHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        OpusNative.DestroyEncoder(handle);
        return true;
    }
}

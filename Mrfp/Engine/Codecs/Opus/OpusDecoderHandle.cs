using System.Runtime.InteropServices;

namespace ImsConference.Engine.Codecs;

/// <summary>A decoder of libopus, which must outlive every call on it.</summary>
internal sealed class OpusDecoderHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        OpusNative.DestroyDecoder(handle);
        return true;
    }
}

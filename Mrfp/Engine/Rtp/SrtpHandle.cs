using System.Runtime.InteropServices;

namespace ImsConference.Engine.Rtp;

/// <summary>An srtp_t.</summary>
internal sealed class SrtpHandle : SafeHandle
{
    public SrtpHandle(nint session)
        : base(0, ownsHandle: true) => SetHandle(session);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => SrtpNative.Deallocate(handle) == SrtpNative.Ok;
}

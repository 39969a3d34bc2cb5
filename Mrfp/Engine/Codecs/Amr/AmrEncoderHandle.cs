using System.Runtime.InteropServices;

namespace ImsConference.Engine.Codecs;

/// <summary>An encoder of opencore-amrnb or vo-amrwbenc, with discontinuous transmission.</summary>
internal sealed class AmrEncoderHandle : SafeHandle
{
    private readonly bool _isWide;

    /// <exception cref="NotSupportedException">The library makes none, for want of memory.</exception>
    public AmrEncoderHandle(bool isWide)
        : base(0, ownsHandle: true)
    {
        _isWide = isWide;
        SetHandle(isWide ? AmrNative.CreateWideEncoder() : AmrNative.CreateEncoder(dtx: 1));
        if (IsInvalid) throw new NotSupportedException("the AMR library makes no encoder");
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        if (_isWide) AmrNative.DestroyWideEncoder(handle);
        else AmrNative.DestroyEncoder(handle);
        return true;
    }
}

using System.Runtime.InteropServices;

namespace ImsConference.Engine.Codecs;

/// <summary>A decoder of opencore-amrnb or opencore-amrwb.</summary>
internal sealed class AmrDecoderHandle : SafeHandle
{
    private readonly bool _isWide;

    /// <exception cref="NotSupportedException">The library makes none, for want of memory.</exception>
    public AmrDecoderHandle(bool isWide)
        : base(0, ownsHandle: true)
    {
        _isWide = isWide;
        SetHandle(Create());
        if (IsInvalid) throw new NotSupportedException("the AMR library makes no decoder");
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Takes a decoder in its first state in place of this one; should there be none, it stays as it is. Not while a call runs.</summary>
    public void Renew()
    {
        var fresh = Create();
        if (fresh == 0) return;
        Destroy();
        SetHandle(fresh);
    }

    protected override bool ReleaseHandle()
    {
        Destroy();
        return true;
    }

    private nint Create() => _isWide ? AmrNative.CreateWideDecoder() : AmrNative.CreateDecoder();

    private void Destroy()
    {
        if (_isWide) AmrNative.DestroyWideDecoder(handle);
        else AmrNative.DestroyDecoder(handle);
    }
}

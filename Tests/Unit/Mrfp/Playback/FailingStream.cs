namespace ImsConference.Tests.Unit.Mrfp.Playback;

/// <summary>A disk that is full after so many writes.</summary>
public sealed class FailingStream(int writes, int errorNumber = FailingStream.NoSpace) : MemoryStream
{
    public const int NoSpace = 28; // ENOSPC
    public const int IoError = 5; // EIO

    private int _left = writes;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_left-- <= 0) throw new IOException("The disk says no", errorNumber);
        base.Write(buffer);
    }
}

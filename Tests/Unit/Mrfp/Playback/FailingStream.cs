namespace ImsConference.Tests.Unit.Mrfp.Playback;

/// <summary>A disk that is full after so many writes.</summary>
public sealed class FailingStream(int writes) : MemoryStream
{
    private int _left = writes;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_left-- <= 0) throw new IOException("No space left on device");
        base.Write(buffer);
    }
}

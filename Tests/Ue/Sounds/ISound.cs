namespace ImsConference.Tests.Ue.Sounds;

/// <summary>What a UE says: an endless source of 8 kHz mono PCM.</summary>
public interface ISound
{
    /// <summary>Fills the whole frame with the next samples.</summary>
    /// <param name="frame">Samples at <see cref="Pcm.RateHz"/>, of any number.</param>
    void Read(Span<short> frame);
}

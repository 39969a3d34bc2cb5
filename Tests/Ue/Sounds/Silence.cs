namespace ImsConference.Tests.Ue.Sounds;

/// <summary>A UE that only listens, yet sends (digital silence).</summary>
public sealed class Silence : ISound
{
    public void Read(Span<short> frame) => frame.Clear();
}

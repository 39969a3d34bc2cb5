using ImsConference.Mrfp.Playback;

namespace ImsConference.Mrfp.Contexts;

/// <summary>A playback or a collection of digits that has ended.</summary>
/// <param name="Id">As the MRFC chose it.</param>
/// <param name="Detail">What is wrong with a file; else empty.</param>
public sealed record EndedActivity(string Id, string Detail)
{
    public PlaybackEnd PlaybackEnd { get; init; }

    public DigitsEnd DigitsEnd { get; init; }

    /// <summary>They may be a PIN: not for logs.</summary>
    public string Digits { get; init; } = "";

    public override string ToString() => $"{Id} {(DigitsEnd == DigitsEnd.None ? PlaybackEnd : DigitsEnd)}";
}

using ImsConference.Mrfp.Playback;

namespace ImsConference.Mrfp.Contexts;

/// <summary>A command to ask for digits.</summary>
/// <param name="Id">Chosen by the MRFC, unique within the context.</param>
/// <param name="TerminationId">Whose.</param>
/// <param name="Prompt">What is played before; null: nothing.</param>
/// <param name="Rules">Which digits.</param>
/// <param name="Command">The command itself, to tell a repetition from a clash: compared with <see cref="object.Equals(object)"/>.</param>
public sealed record CollectionOrder(string Id, string TerminationId, Announcement? Prompt, DigitRules Rules, object Command)
{
    /// <summary>The participant does not hear the conference during the prompt.</summary>
    public bool IsAlone { get; init; }

    /// <summary>A key stops the prompt and counts; else keys count from the prompt's end on.</summary>
    public bool BargesIn { get; init; }

    /// <summary>The others do not hear the participant meanwhile.</summary>
    public bool Mutes { get; init; }

    /// <summary>What was pressed since the last collection counts.</summary>
    public bool KeepsEarlierKeys { get; init; }
}

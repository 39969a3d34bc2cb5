namespace ImsConference.Mrfp.Contexts;

/// <summary>One participant's place in a context. Its state belongs to the worker of the context it is in.</summary>
/// <param name="id">Chosen by the MRFC, unique within the MRFP.</param>
/// <param name="addedBy">The command that made it, to tell a repetition from a clash: compared with <see cref="object.Equals(object)"/>.</param>
/// <param name="audio">Its audio stream.</param>
internal sealed class Termination(string id, object addedBy, AudioStream audio) : IDisposable
{
    public string Id { get; } = id;
    public object AddedBy { get; } = addedBy;
    public AudioStream Audio { get; } = audio;

    /// <summary>The MRFC was told that it is heard.</summary>
    public bool IsToldAsSpeaker { get; set; }

    /// <summary>Lets go of what it decodes with; it is in no context any more. Its figures stay.</summary>
    public void Dispose() => Audio.Dispose();

    public TerminationState Capture() => new(Id, Audio.Capture());
}

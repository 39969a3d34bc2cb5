namespace ImsConference.Mrfp.Contexts;

/// <summary>What a context is called and whose it is; never changes.</summary>
/// <param name="Id">Chosen by the MRFC.</param>
/// <param name="Owner">Node id of the MRFC.</param>
/// <param name="Lease">How long it outlives the owner's silence.</param>
/// <param name="ReservedTerminations">So many participants are sure to find a place.</param>
/// <param name="AddedBy">The command that made it, to tell a repetition from a clash.</param>
/// <param name="SpeakersInterval">Who is heard is reported when it changes, no more often than this; zero: never.</param>
public sealed record ContextIdentity(string Id, string Owner, TimeSpan Lease, int ReservedTerminations, object AddedBy, TimeSpan SpeakersInterval = default);

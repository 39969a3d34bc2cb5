using ImsConference.Mrfp.Playback;

namespace ImsConference.Mrfp.Contexts;

/// <summary>A command to play.</summary>
/// <param name="Id">Chosen by the MRFC, unique within the context.</param>
/// <param name="TerminationId">To whom; empty: to all.</param>
/// <param name="Announcement">What.</param>
/// <param name="IsAlone">The one listener does not hear the conference meanwhile.</param>
/// <param name="Command">The command itself, to tell a repetition from a clash: compared with <see cref="object.Equals(object)"/>.</param>
public sealed record PlaybackOrder(string Id, string TerminationId, Announcement Announcement, bool IsAlone, object Command);

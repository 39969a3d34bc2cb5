namespace ImsConference.Mrfc.Focus.Recordings;

/// <summary>What somebody wants recorded.</summary>
/// <param name="Voices">Whose.</param>
/// <param name="Participant">Of <see cref="RecordedVoices.OneParticipant"/>: who; null otherwise.</param>
/// <param name="SampleRateHz">8000, 16000, 24000, 32000 or 48000; 0: the highest that is spoken at when a file begins.</param>
/// <param name="MostSeconds">Length at which each file ends; 0: what the MRFP allows.</param>
public sealed record RecordingWish(RecordedVoices Voices = RecordedVoices.Mix, Participant? Participant = null, int SampleRateHz = 0, int MostSeconds = 0);

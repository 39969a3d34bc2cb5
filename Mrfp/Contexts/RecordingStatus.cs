namespace ImsConference.Mrfp.Contexts;

/// <summary>One recording at one moment.</summary>
/// <param name="Order">As it was commanded.</param>
/// <param name="IsPaused">What is said now is left out.</param>
/// <param name="Files">Running ones; of the mix or of one participant also the one that has ended.</param>
public sealed record RecordingStatus(RecordingOrder Order, bool IsPaused, IReadOnlyList<RecordedFile> Files);

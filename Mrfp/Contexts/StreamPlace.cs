namespace ImsConference.Mrfp.Contexts;

/// <summary>Where a stream belongs, for its reports; changes when the termination moves.</summary>
internal sealed record StreamPlace(string Owner, string ContextId, string TerminationId, Action<MediaEvent> Report);

namespace ImsConference.Sip.Sessions;

/// <summary>What became of a REFER.</summary>
/// <param name="Status">Status of the REFER itself.</param>
/// <param name="FinalStatus">Last status reported by sipfrag; 0 when none was (refused, no subscription, or the notifier fell silent).</param>
public sealed record ReferOutcome(int Status, int FinalStatus);

namespace ImsConference.Sip.Sessions;

/// <summary>What is alive now; all zero when nothing leaks.</summary>
public readonly record struct UserAgentCounts(int ServerTransactions, int ClientTransactions, int Dialogs, int Sessions, int Subscriptions);

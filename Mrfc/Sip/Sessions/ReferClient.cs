namespace ImsConference.Sip.Sessions;

/// <summary>A REFER that we sent, with its implicit subscription.</summary>
public sealed class ReferClient
{
    /// <summary>Final status of the REFER itself. Never faults.</summary>
    public Task<int> Answered => throw new NotSupportedException();

    /// <summary>Complete when the peer reported a final status, refused, or agreed to report nothing. Never faults.</summary>
    public Task<ReferOutcome> Outcome => throw new NotSupportedException();

    /// <summary>The implicit subscription; null without one.</summary>
    public ClientSubscription? Subscription => throw new NotSupportedException();
}

using ImsConference.Sip.Loop;
using ImsConference.Sip.Transactions;
using ImsConference.Sip.Transports;
using Microsoft.Extensions.Logging;

namespace ImsConference.Sip.Sessions;

/// <summary>A SIP user agent, client and server: hands what arrives to its dialog, or else to whoever takes it, or else answers as the RFCs say.</summary>
/// <remarks>Everything runs on the loop. After each await look again whether the session, the INVITE, the subscription still stands.</remarks>
public sealed class UserAgent
{
    public UserAgent(SignallingLoop loop, ISipTransports transports, UserAgentOptions options, ILogger<UserAgent> log) => throw new NotSupportedException();

    public SignallingLoop Loop => throw new NotSupportedException();

    public ISipTransports Transports => throw new NotSupportedException();

    public UserAgentOptions Options => throw new NotSupportedException();

    /// <summary>What is alive now.</summary>
    public UserAgentCounts Counts => throw new NotSupportedException();

    /// <summary>Adds a taker of requests: those outside dialogs, and those inside that no usage of the dialog knows (REFER, SUBSCRIBE, INFO, MESSAGE).</summary>
    /// <param name="taker">True when it took the request and will answer it. Takers are asked in order; dispatch on the Request-URI, never on To.</param>
    public void Use(Func<IncomingRequest, bool> taker) => throw new NotSupportedException();

    /// <summary>Sends an INVITE. Progress and outcome come through the result.</summary>
    public ClientInvite Invite(InviteRequest request) => throw new NotSupportedException();

    /// <summary>Sends a SUBSCRIBE outside any dialog and keeps the subscription fresh.</summary>
    public ClientSubscription Subscribe(SubscribeRequest request) => throw new NotSupportedException();

    /// <summary>Sends a REFER outside any dialog.</summary>
    public ReferClient Refer(ReferRequest request) => throw new NotSupportedException();

    /// <summary>Sends a request that forms no dialog, following challenges and fail-over.</summary>
    public Task<RequestOutcome> SendAsync(PlainRequest request) => throw new NotSupportedException();

    /// <summary>Ends every session (BYE), INVITE (CANCEL, or 503) and subscription, and waits for the answers, at most 64·T1.</summary>
    public Task ShutdownAsync() => throw new NotSupportedException();
}

using ImsConference.Sip.Transactions;

namespace ImsConference.Sip.Sessions;

/// <summary>What a user agent is and can do. Lists are those of the headers of the same name.</summary>
public sealed record UserAgentOptions
{
    public SipTimers Timers { get; init; } = new();

    public TransactionLimits Limits { get; init; } = new();

    /// <summary>Dialogs at once; above it requests that would form one are answered 503 with Retry-After.</summary>
    public int MaxDialogs { get; init; } = 50_000;

    /// <summary>Usages of one dialog at once: its session and its subscriptions; above it a SUBSCRIBE or REFER in it is answered 503.</summary>
    public int MaxUsages { get; init; } = 32;

    /// <summary>Contact of requests and responses that name none; null: an URI without user at the first listening address.</summary>
    public string? Contact { get; init; }

    /// <summary>Value of User-Agent and Server; empty: not sent.</summary>
    public string Product { get; init; } = "IMSConference";

    /// <summary>Option tags we understand. A request that requires another is answered 420.</summary>
    public IReadOnlyList<string> Supported { get; init; } = ["100rel", "precondition", "timer", "norefersub", "nosub"];

    /// <summary>
    /// Option tags that are understood at some of our URIs only, in requests that begin a dialog: the taker of another URI refuses them itself,
    /// and who has them says so with <see cref="IncomingRequest.RespondWithCapabilities"/>.
    /// </summary>
    public IReadOnlyList<string> SupportedAtSomeUris { get; init; } = [];

    /// <summary>Another method that no taker takes is answered 405.</summary>
    public IReadOnlyList<string> Allow { get; init; } =
        ["INVITE", "ACK", "CANCEL", "OPTIONS", "BYE", "PRACK", "UPDATE", "REFER", "SUBSCRIBE", "NOTIFY"];

    /// <summary>Event packages we notify; another one is answered 489. The implicit subscription of REFER is always possible.</summary>
    public IReadOnlyList<string> AllowEvents { get; init; } = ["refer"];

    public IReadOnlyList<string> Accept { get; init; } = ["application/sdp", "message/sipfrag"];

    /// <summary>Session interval that we ask for, s (RFC 4028 §4 recommends 1800); 0: we ask for none.</summary>
    public int SessionExpires { get; init; } = 1800;

    /// <summary>Shortest session interval that we accept, s; at least 90 (RFC 4028 §4).</summary>
    public int MinSE { get; init; } = 90;

    /// <summary>Sheds new calls in overload; null: all are taken.</summary>
    public OverloadControl? Overload { get; init; }

    /// <summary>Source of tags, branches and back-off times; null: a cryptographic one. Tests give a seeded one.</summary>
    public Random? Random { get; init; }
}

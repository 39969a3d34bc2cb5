using ImsConference.Sip.Dialogs;
using ImsConference.Sip.Digest;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transactions;

namespace ImsConference.Sip.Sessions;

/// <summary>What every request outside a dialog needs. Via, CSeq, tags and User-Agent are the stack's.</summary>
public abstract record OutgoingRequest
{
    /// <summary>Request-URI.</summary>
    public required SipUri Target { get; init; }

    /// <summary>From value without tag: <c>"Alice" &lt;sip:alice@home1.net&gt;</c>.</summary>
    public required string From { get; init; }

    /// <summary>To value; null: the target in angle brackets.</summary>
    public string? To { get; init; }

    /// <summary>Contact value with its parameters: <c>&lt;sip:alice@10.0.0.1:5060&gt;;audio</c>; null: <see cref="UserAgentOptions.Contact"/>.</summary>
    public string? Contact { get; init; }

    /// <summary>Call-ID; null: a new one.</summary>
    public string? CallId { get; init; }

    /// <summary>Tag of From; null: a new one. Kept together with the Call-ID when a 3xx is followed.</summary>
    public string? FromTag { get; init; }

    /// <summary>First CSeq number; each retry for a challenge takes the next one.</summary>
    public uint CSeq { get; init; } = 1;

    /// <summary>Preloaded route set, topmost first, each in angle brackets: the way to an outbound proxy.</summary>
    public IReadOnlyList<string> Route { get; init; } = [];

    /// <summary>How many proxies it may pass (RFC 3261 §8.1.1.6).</summary>
    public int MaxForwards { get; init; } = RequestDraft.UsualMaxForwards;

    /// <summary>Headers beyond those the stack writes.</summary>
    public IReadOnlyList<HeaderLine> Headers { get; init; } = [];

    /// <summary>What it, and all of ours in the dialog that it forms, bears besides; null: nothing.</summary>
    public Correlation? Correlation { get; init; }

    /// <summary>Answers 401 and 407; null: they end the request.</summary>
    public DigestCredentials? Credentials { get; init; }
}

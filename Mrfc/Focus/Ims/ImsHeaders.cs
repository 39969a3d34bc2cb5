using System.Text;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using ImsConference.Sip.Transactions;

namespace ImsConference.Mrfc.Focus.Ims;

/// <summary>The headers of our requests and responses that only IMS has: charging and identity inside the trust domain, and nothing of it outside (RFC 3325 §5, RFC 7315 §6.6).</summary>
/// <param name="options">Settings; checked.</param>
/// <param name="trust">Whose word counts, and who is told.</param>
public sealed class ImsHeaders(FocusOptions options, TrustDomain trust)
{
    private const int MostHops = 70;

    private readonly string _session = SessionUuid.Of(options.Node);
    private readonly SipUri? _proxy = options.OutboundProxy.Length > 0 ? SipUri.Parse(options.OutboundProxy) : null;

    /// <summary>Which Resource-Priority is honoured.</summary>
    public ResourcePriorities Priorities { get; } = new(options.PriorityNamespaces);

    /// <summary>What an INVITE says for the records; an own icid where it says nothing.</summary>
    public ChargingData Read(SipMessage invite, Caller caller) => ChargingData.Of(invite, caller.IsTrusted, options.Node, options.EffectiveIoi);

    /// <summary>For the records of a session that the focus begins.</summary>
    /// <param name="cause">The session of whoever asked for it; null when nobody in the conference did.</param>
    public ChargingData Begin(ChargingData? cause) => ChargingData.Begin(options.Node, options.EffectiveIoi, cause);

    /// <summary>What all our messages about a request bear that came outside of a session: the same icid, and our network (3GPP TS 24.229 §5.7.1.2).</summary>
    /// <param name="request">The request.</param>
    /// <param name="conference">Whom it is for; null: there is none, or none yet.</param>
    public Correlation Correlate(IncomingRequest request, Conference? conference)
    {
        if (!trust.Includes(request.Hop)) return new Correlation(conference?.SessionUuid ?? _session);
        var vector = ChargingVector.Of(request.Message) ?? (request.Method == SipMethod.Invite ? ChargingVector.New(options.Node) : null);
        return Charged(conference, vector is null ? null : vector with { TermIoi = options.EffectiveIoi }, ChargingData.FunctionsIn(request.Message));
    }

    /// <summary>What all our messages in a session bear that somebody else begins.</summary>
    public Correlation Correlate(Conference conference, Caller caller, ChargingData charging) =>
        caller.IsTrusted ? Charged(conference, charging.Vector, charging.FunctionAddresses) : new Correlation(conference.SessionUuid);

    /// <summary>What a request of ours bears, and all that we send in the session that it begins.</summary>
    public Correlation Correlate(Conference conference, SipUri target, ChargingData charging) => !IsTrusted(target) ? new Correlation(conference.SessionUuid)
        : new Correlation(conference.SessionUuid) { RequestVector = charging.Vector.ToString(), ResponseVector = charging.Vector.Returned(options.EffectiveIoi).ToString() };

    /// <summary>The called side has answered: from now on the session is charged by what its network said.</summary>
    /// <param name="correlation">Of that session.</param>
    /// <param name="charging">With what the answer adds.</param>
    public void Learn(Correlation correlation, ChargingData charging)
    {
        correlation.RequestVector = charging.Vector.Sent(options.EffectiveIoi).ToString();
        correlation.ResponseVector = charging.Vector.Returned(options.EffectiveIoi).ToString();
        correlation.ChargingFunctions = charging.FunctionAddresses;
    }

    /// <summary>Headers of our responses to an INVITE, besides <see cref="Correlate(Conference, Caller, ChargingData)"/>.</summary>
    public static HeaderLine[] ForResponse(SipMessage invite, Conference conference, Caller caller)
    {
        var headers = new List<HeaderLine>();
        if (invite.Lists(HeaderId.Supported, "histinfo") && !PrivacyWish.Of(invite).HidesHistory) AddHistory(invite, headers);
        if (caller.IsTrusted) headers.Add(Asserted(conference));
        return [.. headers];
    }

    /// <summary>Headers of our provisional responses alone: what we send before the 200 is meant to be heard (RFC 5009 §8).</summary>
    public static HeaderLine[] ForProgress(SipMessage invite, Caller caller) =>
        caller.IsTrusted && invite.Lists(HeaderId.PEarlyMedia, "supported") ? [new HeaderLine("P-Early-Media", "sendrecv")] : [];

    /// <summary>Headers of an INVITE of ours, besides <see cref="Correlate(Conference, SipUri, ChargingData)"/>. Who we are is no secret.</summary>
    public HeaderLine[] ForInvite(Conference conference, SipUri target)
    {
        var headers = new List<HeaderLine> { Asserted(conference) };
        if (!IsTrusted(target)) return [.. headers];

        headers.Add(new HeaderLine("P-Early-Media", "supported"));
        if (_proxy is not null && _proxy.TryGetParameter("orig", out _)) // the S-CSCF serves the conference as the caller (RFC 5502 §6)
            headers.Add(new HeaderLine("P-Served-User", $"<{conference.Uri}>;sescase=orig;regstate=unreg"));
        return [.. headers];
    }

    /// <summary>Whether a request to this target goes to a peer that we trust: the configured proxy, or a CSCF.</summary>
    public bool IsTrusted(SipUri target) => _proxy is not null || trust.Includes(target);

    /// <summary>Max-Forwards of a request that another one makes us send, so that a circle of such comes to an end (RFC 7332 §4).</summary>
    public static int HopsAfter(SipMessage cause) => cause.TryGetNumber(HeaderId.MaxForwards, out var hops) ? (int)Math.Clamp(hops - 1L, 0, MostHops) : MostHops;

    private static HeaderLine Asserted(Conference conference) => new("P-Asserted-Identity", $"<{conference.Uri}>");

    private Correlation Charged(Conference? conference, ChargingVector? vector, string? functions) => new(conference?.SessionUuid ?? _session)
    {
        RequestVector = vector?.Sent(options.EffectiveIoi).ToString(),
        ResponseVector = vector?.ToString(),
        ChargingFunctions = functions,
    };

    private static void AddHistory(SipMessage invite, List<HeaderLine> headers)
    {
        foreach (var entry in invite.Values(HeaderId.HistoryInfo)) headers.Add(new HeaderLine("History-Info", Encoding.UTF8.GetString(entry)));
    }
}

using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Media;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus.Ims;

/// <summary>The headers of our INVITEs and responses that only IMS has: charging and identity inside the trust domain, and nothing of it outside (RFC 3325 §5, RFC 7315 §6.6).</summary>
public sealed class ImsHeaders(FocusOptions options)
{
    private const int MostHops = 70;

    private readonly AddressPrefixes _trusted = AddressPrefixes.From(options.TrustedPeers);
    private readonly SipUri? _proxy = options.OutboundProxy.Length > 0 ? SipUri.Parse(options.OutboundProxy) : null;

    /// <summary>Which Resource-Priority is honoured.</summary>
    public ResourcePriorities Priorities { get; } = new(options.PriorityNamespaces);

    /// <summary>What an INVITE says for the records; an own icid where it says nothing.</summary>
    public ChargingData Read(SipMessage invite, Caller caller) => ChargingData.Of(invite, caller.IsTrusted, options.Node, options.EffectiveIoi);

    /// <summary>For the records of a session that the focus begins.</summary>
    /// <param name="cause">The session of whoever asked for it; null when nobody in the conference did.</param>
    public ChargingData Begin(ChargingData? cause) => ChargingData.Begin(options.Node, options.EffectiveIoi, cause);

    /// <summary>Headers of our responses to an INVITE.</summary>
    public HeaderLine[] ForResponse(SipMessage invite, Conference conference, Caller caller, ChargingData charging)
    {
        var headers = new List<HeaderLine>();
        if (invite.Has(HeaderId.SessionId)) headers.Add(SessionId(conference, RemoteSession(invite)));
        if (invite.Lists(HeaderId.Supported, "histinfo") && !PrivacyWish.Of(invite).HidesHistory) AddHistory(invite, headers);
        if (!caller.IsTrusted) return [.. headers];

        headers.Add(Asserted(conference));
        headers.Add(new HeaderLine(ChargingVector.HeaderName, charging.Vector.ToString()));
        if (charging.FunctionAddresses is { } functions) headers.Add(new HeaderLine("P-Charging-Function-Addresses", functions));
        return [.. headers];
    }

    /// <summary>Headers of our provisional responses alone: what we send before the 200 is meant to be heard (RFC 5009 §8).</summary>
    public static HeaderLine[] ForProgress(SipMessage invite, Caller caller) =>
        caller.IsTrusted && invite.Lists(HeaderId.PEarlyMedia, "supported") ? [new HeaderLine("P-Early-Media", "sendrecv")] : [];

    /// <summary>Headers of an INVITE of ours. Who we are is no secret; how we charge stays in the trust domain.</summary>
    public HeaderLine[] ForInvite(Conference conference, SipUri target, ChargingData? charging)
    {
        var headers = new List<HeaderLine> { Asserted(conference), SessionId(conference, new string('0', 32)) };
        if (!IsTrusted(target)) return [.. headers];

        if (charging is not null) headers.Add(new HeaderLine(ChargingVector.HeaderName, charging.Vector.ToString()));
        headers.Add(new HeaderLine("P-Early-Media", "supported"));
        if (_proxy is not null && _proxy.TryGetParameter("orig", out _)) // the S-CSCF serves the conference as the caller (RFC 5502 §6)
            headers.Add(new HeaderLine("P-Served-User", $"<{conference.Uri}>;sescase=orig;regstate=unreg"));
        return [.. headers];
    }

    /// <summary>Whether a request to this target goes to a peer that we trust: the configured proxy, or a CSCF named by its address.</summary>
    public bool IsTrusted(SipUri target) =>
        _proxy is not null || (IPAddress.TryParse(target.Host.Trim('[', ']'), out var address) && _trusted.Include(address));

    /// <summary>Max-Forwards of a request that another one makes us send, so that a circle of such comes to an end (RFC 7332 §4).</summary>
    public static int HopsAfter(SipMessage cause) => cause.TryGetNumber(HeaderId.MaxForwards, out var hops) ? (int)Math.Clamp(hops - 1L, 0, MostHops) : MostHops;

    private static HeaderLine Asserted(Conference conference) => new("P-Asserted-Identity", $"<{conference.Uri}>");

    /// <summary>One half of Session-ID is ours, the same in all of a conference's sessions (RFC 7989 §9).</summary>
    private static HeaderLine SessionId(Conference conference, string remote)
    {
        var own = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(conference.Token)).AsSpan(0, 16));
        return new HeaderLine("Session-ID", $"{own};remote={remote}");
    }

    private static string RemoteSession(SipMessage message)
    {
        var value = Encoding.ASCII.GetString(message[HeaderId.SessionId]).Split(';')[0].Trim().ToLower(CultureInfo.InvariantCulture);
        return value.Length == 32 && value.All(char.IsAsciiHexDigit) ? value : new string('0', 32);
    }

    private static void AddHistory(SipMessage invite, List<HeaderLine> headers)
    {
        foreach (var entry in invite.Values(HeaderId.HistoryInfo)) headers.Add(new HeaderLine("History-Info", Encoding.UTF8.GetString(entry)));
    }
}

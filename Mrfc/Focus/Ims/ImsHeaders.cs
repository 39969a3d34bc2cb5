using ImsConference.Mrfc.Media;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus.Ims;

/// <summary>The headers that only IMS has, as the focus writes them: charging and identity inside the trust domain, and nothing of it outside (RFC 3325 §5, RFC 7315 §6.6).</summary>
public sealed class ImsHeaders(FocusOptions options)
{
    private readonly AddressPrefixes _trusted = AddressPrefixes.From(options.TrustedPeers);

    /// <summary>What an INVITE says for the records; an own icid where it says nothing.</summary>
    public ChargingData Read(SipMessage invite, Caller caller) => ChargingData.Of(invite, caller.IsTrusted, options.Node, options.EffectiveIoi);

    /// <summary>For the records of a session that the focus begins.</summary>
    /// <param name="cause">The session of whoever asked for it; null when nobody in the conference did.</param>
    public ChargingData Begin(ChargingData? cause) => ChargingData.Begin(options.Node, options.EffectiveIoi, cause);

    /// <summary>Headers of our responses to an INVITE.</summary>
    public HeaderLine[] ForResponse(Conference conference, Caller caller, ChargingData charging)
    {
        if (!caller.IsTrusted) return [];

        var headers = new List<HeaderLine> { Asserted(conference), new(ChargingVector.HeaderName, charging.Vector.ToString()) };
        if (charging.FunctionAddresses is { } functions) headers.Add(new HeaderLine("P-Charging-Function-Addresses", functions));
        return [.. headers];
    }

    /// <summary>Headers of an INVITE of ours. Who we are is no secret; how we charge stays in the trust domain.</summary>
    public HeaderLine[] ForInvite(Conference conference, SipUri target, ChargingData? charging) => charging is not null && IsTrusted(target)
        ? [Asserted(conference), new HeaderLine(ChargingVector.HeaderName, charging.Vector.ToString())]
        : [Asserted(conference)];

    /// <summary>Whether a request to this target goes to a peer that we trust: the configured proxy, or a CSCF named by its address.</summary>
    public bool IsTrusted(SipUri target) => options.OutboundProxy.Length > 0
        || (System.Net.IPAddress.TryParse(target.Host.Trim('[', ']'), out var address) && _trusted.Include(address));

    private static HeaderLine Asserted(Conference conference) => new("P-Asserted-Identity", $"<{conference.Uri}>");
}

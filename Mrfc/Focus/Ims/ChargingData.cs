using System.Text;
using ImsConference.Sip.Messages;

namespace ImsConference.Mrfc.Focus.Ims;

/// <summary>What a charging system wants to know of one participant's session besides who talked how long (RFC 7315, 3GPP TS 32.260).</summary>
/// <param name="Vector">Always there: where nobody brought one, its icid is our own.</param>
public sealed record ChargingData(ChargingVector Vector)
{
    private static readonly HeaderParameter[] None = [];

    /// <summary>Charging collection functions, the primary first (P-Charging-Function-Addresses ccf).</summary>
    public IReadOnlyList<string> CollectionFunctions { get; init; } = [];

    /// <summary>Event charging functions, the primary first (P-Charging-Function-Addresses ecf).</summary>
    public IReadOnlyList<string> EventFunctions { get; init; } = [];

    /// <summary>P-Access-Network-Info as it came, several values separated by commas; null when there was none.</summary>
    public string? AccessNetwork { get; init; }

    /// <summary>The service that the network asserts (P-Asserted-Service, RFC 6050), or else the UE asks for, for example <c>urn:urn-7:3gpp-service.ims.icsi.mmtel</c>; null when it does not.</summary>
    public string? Service { get; init; }

    /// <summary>P-Charging-Function-Addresses as they came; null when there were none.</summary>
    public string? FunctionAddresses { get; private init; }

    /// <summary>What an INVITE brought.</summary>
    /// <param name="invite">The INVITE.</param>
    /// <param name="isTrusted">Who sent it may say such things (RFC 7315 §6); otherwise only an icid of our own counts.</param>
    /// <param name="host">Where an own icid is made.</param>
    /// <param name="ioi">Identifier of this network, which is the called side.</param>
    public static ChargingData Of(SipMessage invite, bool isTrusted, string host, string ioi)
    {
        var own = ChargingVector.New(host);
        return isTrusted
            ? new ChargingData((ChargingVector.Of(invite) ?? own) with { TermIoi = ioi }).With(invite)
            : new ChargingData(own with { TermIoi = ioi });
    }

    /// <summary>For a session that the focus begins.</summary>
    /// <param name="host">Where the icid is made.</param>
    /// <param name="ioi">Identifier of this network, which is the calling side.</param>
    /// <param name="cause">The session of whoever asked for it; null when nobody in the conference did.</param>
    public static ChargingData Begin(string host, string ioi, ChargingData? cause) =>
        new(ChargingVector.New(host) with { OrigIoi = ioi, RelatedIcid = cause?.Vector.Icid });

    /// <summary>What the called side's answer adds: its network and its access. Read from trusted peers only.</summary>
    public ChargingData Answered(SipMessage response) =>
        (this with { Vector = Vector with { TermIoi = ChargingVector.Of(response)?.TermIoi } }).With(response);

    /// <summary>P-Charging-Function-Addresses of a message; null when there are none.</summary>
    internal static string? FunctionsIn(SipMessage message) =>
        message.Has(HeaderId.PChargingFunctionAddresses) ? Encoding.UTF8.GetString(message[HeaderId.PChargingFunctionAddresses]) : null;

    private ChargingData With(SipMessage message)
    {
        var value = message[HeaderId.PChargingFunctionAddresses];
        var functions = value.IsEmpty ? None : HeaderParameters.All([(byte)';', .. value]);
        return this with
        {
            CollectionFunctions = Named(functions, "ccf"),
            EventFunctions = Named(functions, "ecf"),
            FunctionAddresses = FunctionsIn(message),
            AccessNetwork = All(message, HeaderId.PAccessNetworkInfo),
            Service = All(message, HeaderId.PAssertedService) ?? ServiceIn(message),
        };
    }

    /// <summary>The service that the UE asks for by its feature tag (3GPP TS 24.229 §7.2A.8), colons no longer escaped.</summary>
    private static string? ServiceIn(SipMessage message)
    {
        foreach (var value in message.Values(HeaderId.AcceptContact))
        {
            var start = value.IndexOf((byte)';');
            if (start >= 0 && HeaderParameters.TryGet(value[start..], "+g.3gpp.icsi-ref"u8, out var icsi)) return Uri.UnescapeDataString(HeaderParameters.Text(icsi));
        }

        return null;
    }

    private static string[] Named(IEnumerable<HeaderParameter> parameters, string name) =>
        [.. parameters.Where(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(parameter => parameter.Value.Trim('"'))];

    private static string? All(SipMessage message, HeaderId id)
    {
        var values = new List<string>();
        foreach (var value in message.Values(id)) values.Add(Encoding.UTF8.GetString(value));
        return values.Count > 0 ? string.Join(", ", values) : null;
    }
}

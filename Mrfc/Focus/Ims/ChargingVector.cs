using System.Security.Cryptography;
using System.Text;
using ImsConference.Sip.Messages;

namespace ImsConference.Mrfc.Focus.Ims;

/// <summary>P-Charging-Vector (RFC 7315 §4.6): the thread by which a charging system joins the records of one session.</summary>
/// <param name="Icid">IMS charging identifier; unique in the world.</param>
/// <param name="GeneratedAt">Host that made it; null when nobody said.</param>
/// <param name="OrigIoi">Network of the calling side; null when nobody said.</param>
/// <param name="TermIoi">Network of the called side; null when nobody said.</param>
/// <param name="RelatedIcid">Icid of the session that this one came of; null when it came of none.</param>
public sealed record ChargingVector(
    string Icid, string? GeneratedAt = null, string? OrigIoi = null, string? TermIoi = null, string? RelatedIcid = null)
{
    /// <summary>The same in a request of ours later in the session: the network that sends it is its originating one.</summary>
    /// <param name="ioi">Identifier of our network.</param>
    public ChargingVector Sent(string ioi) => this with { OrigIoi = ioi, TermIoi = null, RelatedIcid = null };

    /// <summary>The same in a response of ours to a request later in a session that we began.</summary>
    /// <param name="ioi">Identifier of our network.</param>
    public ChargingVector Returned(string ioi) => this with { OrigIoi = TermIoi, TermIoi = ioi, RelatedIcid = null };

    /// <summary>A vector with an icid of our own.</summary>
    /// <param name="host">Where it is made.</param>
    public static ChargingVector New(string host) => new(RandomNumberGenerator.GetHexString(32, lowercase: true), host);

    /// <summary>The vector of a request or response.</summary>
    /// <returns>Null when there is none, or none that has an icid-value.</returns>
    public static ChargingVector? Of(SipMessage message)
    {
        ReadOnlySpan<byte> parameters = [(byte)';', .. message[HeaderId.PChargingVector]];
        return Read(parameters, "icid-value"u8) is { Length: > 0 } icid
            ? new ChargingVector(
                icid, Read(parameters, "icid-generated-at"u8), Read(parameters, "orig-ioi"u8), Read(parameters, "term-ioi"u8), Read(parameters, "related-icid"u8))
            : null;
    }

    /// <summary>Value of the header.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"icid-value={HeaderParameters.Quote(Icid)}");
        Write("icid-generated-at", GeneratedAt);
        Write("orig-ioi", OrigIoi);
        Write("term-ioi", TermIoi);
        Write("related-icid", RelatedIcid);
        return text.ToString();

        void Write(string name, string? value)
        {
            if (value is not null) text.Append(';').Append(name).Append('=').Append(IsHost(value) ? value : HeaderParameters.Quote(value));
        }
    }

    // An inter-operator identifier may begin with its type, as in "Type 3home1.net" (3GPP TS 24.229 §5.7.1.3A): then it needs quotes.
    private static bool IsHost(string value) => value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-');

    private static string? Read(ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> name) =>
        HeaderParameters.TryGet(parameters, name, out var value) ? HeaderParameters.Text(value) : null;
}

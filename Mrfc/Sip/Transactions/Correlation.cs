using System.Text;
using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Transactions;

/// <summary>What all our messages about one matter bear so that others can put them together: Session-ID (RFC 7989), and how it is charged (RFC 7315 §4.5, §4.6).</summary>
/// <remarks>Whoever takes a request gives it one; the dialog that the request forms goes on with it, and tells it what the peer says.</remarks>
/// <param name="session">Our half of Session-ID: 32 hexadecimal digits in lower case.</param>
public sealed class Correlation(string session)
{
    private const int SessionDigits = 32;

    private static readonly string NoSession = new('0', SessionDigits); // RFC 7989 §5

    private string _peer = NoSession;

    /// <summary>P-Charging-Vector of our requests; null: they have none, as outside of the trust domain.</summary>
    public string? RequestVector { get; set; }

    /// <summary>P-Charging-Vector of our responses; null: they have none.</summary>
    public string? ResponseVector { get; set; }

    /// <summary>P-Charging-Function-Addresses of both; null: they have none.</summary>
    public string? ChargingFunctions { get; set; }

    /// <summary>Value of our next Session-ID.</summary>
    public string SessionId => $"{session};remote={_peer}";

    /// <summary>Takes the peer's half of Session-ID, the latest of which counts (RFC 7989 §6).</summary>
    public void Hear(SipMessage message)
    {
        var value = message[HeaderId.SessionId];
        var end = value.IndexOf((byte)';');
        var uuid = (end < 0 ? value : value[..end]).Trim((byte)' ');
        if (uuid.Length != SessionDigits || SipSyntax.EqualsIgnoreCase(uuid, _peer) || !IsHex(uuid)) return;

        _peer = Encoding.ASCII.GetString(uuid).ToLowerInvariant();
    }

    /// <summary>Adds what a response bears.</summary>
    public void AddTo(SipWriter response)
    {
        response.Add(HeaderId.SessionId, SessionId);
        AddCharging(response, ResponseVector);
    }

    /// <summary>Adds what a request bears; those that belong to an INVITE only as its ACK or CANCEL are not charged (3GPP TS 24.229 §5.7.1.2).</summary>
    public void AddTo(SipWriter request, string method)
    {
        request.Add(HeaderId.SessionId, SessionId);
        if (method is not ("ACK" or "CANCEL")) AddCharging(request, RequestVector);
    }

    private void AddCharging(SipWriter message, string? vector)
    {
        if (vector is not null) message.Add(HeaderId.PChargingVector, vector);
        if (ChargingFunctions is not null) message.Add(HeaderId.PChargingFunctionAddresses, ChargingFunctions);
    }

    private static bool IsHex(ReadOnlySpan<byte> text)
    {
        foreach (var letter in text)
        {
            if (!char.IsAsciiHexDigit((char)letter)) return false;
        }

        return true;
    }
}

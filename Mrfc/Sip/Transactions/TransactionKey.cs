using System.Text;
using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Transactions;

/// <summary>What a message is matched by: RFC 3261 §17.1.3 for responses, §17.2.3 for requests.</summary>
/// <param name="Id">Branch and sent-by; for a peer of RFC 2543 the fields that took their place.</param>
/// <param name="Method">INVITE for an ACK too, for it belongs to the INVITE's transaction.</param>
internal readonly record struct TransactionKey(string Id, string Method)
{
    internal const string MagicCookie = "z9hG4bK";

    private static ReadOnlySpan<byte> Cookie => "z9hG4bK"u8;

    /// <summary>Key of the server transaction that a request belongs to.</summary>
    internal static TransactionKey OfRequest(SipMessage request)
    {
        var method = request.Method == SipMethod.Ack ? "INVITE" : Encoding.ASCII.GetString(request.MethodName);
        return new TransactionKey(RequestId(request), method);
    }

    /// <summary>Key of the INVITE transaction that a CANCEL aims at (§9.2).</summary>
    internal static TransactionKey CancelledBy(SipMessage cancel) => new(RequestId(cancel), "INVITE");

    /// <summary>Key of the client transaction that a response, or our own request, belongs to.</summary>
    internal static TransactionKey OfClient(SipMessage message)
    {
        var branch = Via.TryParse(message[HeaderId.Via], out var via) ? Encoding.ASCII.GetString(via.Branch) : "";
        return new TransactionKey(branch, Encoding.ASCII.GetString(message.MethodName));
    }

    private static string RequestId(SipMessage request)
    {
        if (!Via.TryParse(request[HeaderId.Via], out var via)) return "";
        if (via.Branch.StartsWith(Cookie) && via.Branch.Length > Cookie.Length)
            return $"{Encoding.ASCII.GetString(via.Branch)} {Encoding.ASCII.GetString(via.Host).ToLowerInvariant()}:{via.Port}";

        // An RFC 2543 peer; its ACK bears a To tag that its INVITE lacked, so To stays out of the key.
        return $"{Encoding.UTF8.GetString(request.RequestUriText)} {request.FromTag} {request.CallId} {request.CSeqNumber} "
            + Encoding.UTF8.GetString(request[HeaderId.Via]);
    }
}

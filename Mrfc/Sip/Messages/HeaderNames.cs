using System.Diagnostics;
using System.Text;

namespace ImsConference.Sip.Messages;

/// <summary>Names, compact forms and list-ness of the headers; look-up by length and three letters, without a string.</summary>
internal static class HeaderNames
{
    private const int Buckets = 1024;

    private static readonly (HeaderId Id, string Name, char Compact, bool IsList)[] Known =
    [
        (HeaderId.Via, "Via", 'v', true),
        (HeaderId.From, "From", 'f', false),
        (HeaderId.To, "To", 't', false),
        (HeaderId.CallId, "Call-ID", 'i', false),
        (HeaderId.CSeq, "CSeq", '\0', false),
        (HeaderId.MaxForwards, "Max-Forwards", '\0', false),
        (HeaderId.Contact, "Contact", 'm', true),
        (HeaderId.Route, "Route", '\0', true),
        (HeaderId.RecordRoute, "Record-Route", '\0', true),
        (HeaderId.ContentLength, "Content-Length", 'l', false),
        (HeaderId.ContentType, "Content-Type", 'c', false),
        (HeaderId.ContentDisposition, "Content-Disposition", '\0', false),
        (HeaderId.ContentEncoding, "Content-Encoding", 'e', true),
        (HeaderId.ContentLanguage, "Content-Language", '\0', true),
        (HeaderId.ContentId, "Content-ID", '\0', false),
        (HeaderId.MimeVersion, "MIME-Version", '\0', false),
        (HeaderId.Allow, "Allow", '\0', true),
        (HeaderId.AllowEvents, "Allow-Events", 'u', true),
        (HeaderId.Supported, "Supported", 'k', true),
        (HeaderId.Require, "Require", '\0', true),
        (HeaderId.ProxyRequire, "Proxy-Require", '\0', true),
        (HeaderId.Unsupported, "Unsupported", '\0', true),
        (HeaderId.Accept, "Accept", '\0', true),
        (HeaderId.AcceptContact, "Accept-Contact", 'a', true),
        (HeaderId.AcceptEncoding, "Accept-Encoding", '\0', true),
        (HeaderId.AcceptLanguage, "Accept-Language", '\0', true),
        (HeaderId.RejectContact, "Reject-Contact", 'j', true),
        (HeaderId.RequestDisposition, "Request-Disposition", 'd', true),
        (HeaderId.Expires, "Expires", '\0', false),
        (HeaderId.MinExpires, "Min-Expires", '\0', false),
        (HeaderId.Event, "Event", 'o', false),
        (HeaderId.SubscriptionState, "Subscription-State", '\0', false),
        (HeaderId.ReferTo, "Refer-To", 'r', false),
        (HeaderId.ReferredBy, "Referred-By", 'b', false),
        (HeaderId.ReferSub, "Refer-Sub", '\0', false),
        (HeaderId.ReferEventsAt, "Refer-Events-At", '\0', false),
        (HeaderId.RSeq, "RSeq", '\0', false),
        (HeaderId.RAck, "RAck", '\0', false),
        (HeaderId.SessionExpires, "Session-Expires", 'x', false),
        (HeaderId.MinSE, "Min-SE", '\0', false),
        (HeaderId.Authorization, "Authorization", '\0', false),
        (HeaderId.WwwAuthenticate, "WWW-Authenticate", '\0', false),
        (HeaderId.ProxyAuthorization, "Proxy-Authorization", '\0', false),
        (HeaderId.ProxyAuthenticate, "Proxy-Authenticate", '\0', false),
        (HeaderId.AuthenticationInfo, "Authentication-Info", '\0', false),
        (HeaderId.RetryAfter, "Retry-After", '\0', false),
        (HeaderId.Warning, "Warning", '\0', true),
        (HeaderId.Reason, "Reason", '\0', true),
        (HeaderId.Replaces, "Replaces", '\0', false),
        (HeaderId.Join, "Join", '\0', false),
        (HeaderId.TargetDialog, "Target-Dialog", '\0', false),
        (HeaderId.PAssertedIdentity, "P-Asserted-Identity", '\0', true),
        (HeaderId.PPreferredIdentity, "P-Preferred-Identity", '\0', true),
        (HeaderId.PAssertedService, "P-Asserted-Service", '\0', true),
        (HeaderId.PPreferredService, "P-Preferred-Service", '\0', true),
        (HeaderId.PAccessNetworkInfo, "P-Access-Network-Info", '\0', true),
        (HeaderId.PChargingVector, "P-Charging-Vector", '\0', false),
        (HeaderId.PChargingFunctionAddresses, "P-Charging-Function-Addresses", '\0', false),
        (HeaderId.PCalledPartyId, "P-Called-Party-ID", '\0', false),
        (HeaderId.PServedUser, "P-Served-User", '\0', false),
        (HeaderId.PVisitedNetworkId, "P-Visited-Network-ID", '\0', true),
        (HeaderId.PEarlyMedia, "P-Early-Media", '\0', true),
        (HeaderId.Privacy, "Privacy", '\0', false),
        (HeaderId.Path, "Path", '\0', true),
        (HeaderId.ServiceRoute, "Service-Route", '\0', true),
        (HeaderId.HistoryInfo, "History-Info", '\0', true),
        (HeaderId.Diversion, "Diversion", '\0', true),
        (HeaderId.Identity, "Identity", 'y', true),
        (HeaderId.SessionId, "Session-ID", '\0', false),
        (HeaderId.AlertInfo, "Alert-Info", '\0', true),
        (HeaderId.CallInfo, "Call-Info", '\0', true),
        (HeaderId.ErrorInfo, "Error-Info", '\0', true),
        (HeaderId.Date, "Date", '\0', false),
        (HeaderId.InReplyTo, "In-Reply-To", '\0', true),
        (HeaderId.Organization, "Organization", '\0', false),
        (HeaderId.Priority, "Priority", '\0', false),
        (HeaderId.ReplyTo, "Reply-To", '\0', false),
        (HeaderId.SipETag, "SIP-ETag", '\0', false),
        (HeaderId.SipIfMatch, "SIP-If-Match", '\0', false),
        (HeaderId.Subject, "Subject", 's', false),
        (HeaderId.SuppressIfMatch, "Suppress-If-Match", '\0', false),
        (HeaderId.Timestamp, "Timestamp", '\0', false),
        (HeaderId.UserAgent, "User-Agent", '\0', false),
        (HeaderId.Server, "Server", '\0', false),
        (HeaderId.GeolocationRouting, "Geolocation-Routing", '\0', false),
        (HeaderId.Geolocation, "Geolocation", '\0', true),
        (HeaderId.FeatureCaps, "Feature-Caps", '\0', true),
        (HeaderId.RecvInfo, "Recv-Info", '\0', true),
        (HeaderId.InfoPackage, "Info-Package", '\0', false),
        (HeaderId.ResourcePriority, "Resource-Priority", '\0', true),
        (HeaderId.AcceptResourcePriority, "Accept-Resource-Priority", '\0', true),
    ];

    private static readonly byte[][] Bytes = new byte[Known.Length + 1][];
    private static readonly string[] Texts = new string[Known.Length + 1];
    private static readonly bool[] Lists = new bool[Known.Length + 1];
    private static readonly HeaderId[] Compacts = new HeaderId[26];
    private static readonly HeaderId[] Table = new HeaderId[Buckets];

    static HeaderNames()
    {
        Bytes[0] = [];
        Texts[0] = "";
        foreach (var (id, name, compact, isList) in Known)
        {
            Texts[(int)id] = name;
            Bytes[(int)id] = Encoding.ASCII.GetBytes(name);
            Lists[(int)id] = isList;
            if (compact != '\0') Compacts[compact - 'a'] = id;

            var bucket = Bucket(Bytes[(int)id]);
            while (Table[bucket] != HeaderId.Unknown) bucket = (bucket + 1) % Buckets;
            Table[bucket] = id;
        }

        Debug.Assert(Enum.GetValues<HeaderId>().Length == Bytes.Length && !Bytes.Contains(null!), "Every header has a name.");
    }

    /// <summary>The header of that name, in any case, long or compact.</summary>
    public static HeaderId Find(ReadOnlySpan<byte> name)
    {
        if (name.Length < 2)
        {
            var letter = name.IsEmpty ? -1 : (name[0] | 0x20) - 'a';
            return (uint)letter < 26 && char.IsAsciiLetter((char)name[0]) ? Compacts[letter] : HeaderId.Unknown;
        }

        for (var bucket = Bucket(name); Table[bucket] != HeaderId.Unknown; bucket = (bucket + 1) % Buckets)
        {
            var id = Table[bucket];
            var known = Bytes[(int)id].AsSpan();
            if (name.SequenceEqual(known) || SipSyntax.EqualsIgnoreCase(name, known)) return id;   // as it is usually written, or else in any case
        }

        return HeaderId.Unknown;
    }

    public static HeaderId Find(string name)
    {
        Span<byte> bytes = stackalloc byte[64];
        return Encoding.UTF8.TryGetBytes(name, bytes, out var length) ? Find(bytes[..length]) : HeaderId.Unknown;
    }

    /// <summary>As written on the wire, for example <c>Call-ID</c>.</summary>
    public static string Name(HeaderId id) => Texts[(int)id];

    public static ReadOnlySpan<byte> NameBytes(HeaderId id) => Bytes[(int)id];

    /// <summary>True when a comma separates values (RFC 3261 §7.3.1 and the header's own document).</summary>
    public static bool IsList(HeaderId id) => Lists[(int)id];

    // Setting 0x20 folds the case of letters; two names that then agree in length and these three letters are told apart by the comparison.
    private static int Bucket(ReadOnlySpan<byte> name) =>
        ((name[0] | 0x20) * 31 + (name[^1] | 0x20) * 7 + (name[name.Length / 2] | 0x20) * 131 + name.Length * 67) & (Buckets - 1);
}

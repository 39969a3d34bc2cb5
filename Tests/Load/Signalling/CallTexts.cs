using System.Globalization;
using System.Net;

namespace ImsConference.Tests.Load.Signalling;

/// <summary>Messages of the load's UEs, as text.</summary>
/// <param name="local">Where they all send from.</param>
/// <param name="mediaPort">Where their media would go: a socket that nobody reads.</param>
/// <param name="domain">Their home.</param>
internal sealed class CallTexts(IPEndPoint local, int mediaPort, string domain)
{
    private const string Voice = """
        m=audio {port} RTP/AVP 0 8 101
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-15
        a=ptime:20

        """;

    private const string Unreserved = """
        a=curr:qos local none
        a=curr:qos remote none
        a=des:qos mandatory local sendrecv
        a=des:qos mandatory remote sendrecv

        """;

    private int _branch;

    /// <summary>URI that makes a conference.</summary>
    public string Factory { get; } = $"sip:conf-factory1@{domain}";

    public string Invite(LoadCall call, bool reserves)
    {
        var sdp = Sdp(call, 1, reserves ? Unreserved : "");
        var extensions = reserves ? "Supported: 100rel, precondition\r\n" : "";
        return $"{Head("INVITE", call)}{extensions}Allow: INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, NOTIFY, REFER\r\n{Contact(call)}{Body(sdp)}";
    }

    public string Ack(LoadCall call) => $"{Head("ACK", call)}{Body("")}";

    public string Prack(LoadCall call, uint rseq) => $"{Head("PRACK", call)}RAck: {Text(rseq)} 1 INVITE\r\n{Body("")}";

    /// <summary>The UE has its resources now.</summary>
    public string Update(LoadCall call) =>
        $"{Head("UPDATE", call)}{Contact(call)}{Body(Sdp(call, 2, Unreserved.Replace(" none", " sendrecv", StringComparison.Ordinal)))}";

    public string Subscribe(LoadCall call) =>
        $"{Head("SUBSCRIBE", call)}{Contact(call)}Event: conference\r\nAccept: application/conference-info+xml\r\nExpires: 3600\r\n{Body("")}";

    public string Bye(LoadCall call) => $"{Head("BYE", call)}{Body("")}";

    private static string Body(string sdp) => sdp.Length == 0 ? "Content-Length: 0\r\n\r\n" : $"Content-Type: application/sdp\r\nContent-Length: {Text(sdp.Length)}\r\n\r\n{sdp}";

    private string Head(string method, LoadCall call) =>
        $"{method} {call.Target} SIP/2.0\r\nVia: SIP/2.0/UDP {local};branch=z9hG4bK{Text(++_branch)}.{call.CallId}\r\nMax-Forwards: 70\r\n"
        + $"From: <sip:{User(call)}@{domain}>;tag=1\r\nTo: <{call.FirstTarget}>{(call.ToTag.Length > 0 ? $";tag={call.ToTag}" : "")}\r\n"
        + $"Call-ID: {call.CallId}\r\nCSeq: {Text(call.CSeqFor(method))} {method}\r\n";

    private string Contact(LoadCall call) => $"Contact: <sip:{User(call)}@{local}>\r\n";

    private string Sdp(LoadCall call, int version, string preconditions) => ($"v=0\no={User(call)} 1 {Text(version)} IN IP4 {local.Address}\ns=-\nc=IN IP4 {local.Address}\nt=0 0\n"
        + Voice.Replace("{port}", Text(mediaPort), StringComparison.Ordinal) + preconditions).ReplaceLineEndings("\r\n");

    private static string User(LoadCall call) => $"load{Text(call.Number)}";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

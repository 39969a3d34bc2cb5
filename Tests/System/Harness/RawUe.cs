using System.Net;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Harness;

/// <summary>A UE that says what the test writes, and nothing by itself but ACK and the 200 to what it is not asked to look at: one dialog, over UDP.</summary>
/// <param name="target">Where its requests go.</param>
/// <param name="user">Of <c>home1.net</c>.</param>
/// <param name="local">Where it sends from; null: a free port of 127.0.0.1.</param>
public sealed class RawUe(IPEndPoint target, string user, IPEndPoint? local = null) : IDisposable
{
    private static int _count;

    private readonly RawSip _wire = new(target, local);
    private readonly string _callId = $"raw-{Interlocked.Increment(ref _count)}-{Guid.NewGuid():N}";
    private readonly Queue<RawMessage> _requests = new();
    private readonly Dictionary<string, string> _answers = new(StringComparer.Ordinal);
    private string _remote = "";
    private string _to = "";
    private int _cseq;
    private int _branch;
    private int _inviteCSeq;
    private bool _isUp;

    /// <summary>Contact of the focus: the conference URI.</summary>
    public string Conference => _remote;

    /// <summary>Its session, as it names it to the focus in Replaces, Join or Target-Dialog: Call-ID, the focus's tag, its own.</summary>
    public (string CallId, string Theirs, string Own) Session => (_callId, new RawMessage($"To: {_to}\r\n\r\n").ToTag, "raw");

    /// <summary>Of its requests.</summary>
    public int MaxForwards { get; init; } = 70;

    /// <summary>Where it sends from.</summary>
    public IPEndPoint Local => _wire.Local;

    /// <summary>SDP of one audio line, with whatever else.</summary>
    /// <param name="direction">Attribute, for example <c>sendonly</c>.</param>
    /// <param name="lines">After the audio line: attributes of it, and further lines.</param>
    public static string Audio(string direction = "sendrecv", string address = "127.0.0.1", int port = 40_000, string formats = "8 0", params string[] lines) => string.Join(
        '\n', [$"v=0\no=raw 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 {address}\nt=0 0\nm=audio {port} RTP/AVP {formats}\na={direction}", .. lines]);

    /// <summary>Sends an initial INVITE.</summary>
    /// <returns>Its first response above 100; no ACK is sent.</returns>
    public Task<RawMessage> InviteAsync(string uri, string sdp, string headers, CancellationToken stop, string contentType = "application/sdp") =>
        BeginAsync("INVITE", uri, sdp, headers, stop, contentType);

    /// <summary>Sends a request outside of any dialog.</summary>
    /// <param name="contentType">Of the body.</param>
    /// <returns>Its first response above 100.</returns>
    public Task<RawMessage> BeginAsync(string method, string uri, string body, string headers, CancellationToken stop, string contentType = "application/sdp")
    {
        _remote = uri;
        _to = $"<{uri}>";
        return SendAsync(method, body, headers, stop, contentType);
    }

    /// <summary>Calls, and acknowledges the final answer, which it returns.</summary>
    public async Task<RawMessage> CallAsync(string uri, string sdp, CancellationToken stop, string headers = "", string? answer = null, string contentType = "application/sdp")
    {
        var response = await InviteAsync(uri, sdp, headers, stop, contentType);
        while (response.Status < 200) response = await ResponseAsync("INVITE", stop);
        Ack(response, answer);
        return response;
    }

    /// <summary>Waits for the final answer to the last INVITE, and acknowledges it.</summary>
    public async Task<RawMessage> AnsweredAsync(CancellationToken stop)
    {
        var response = await ResponseAsync("INVITE", stop);
        while (response.Status < 200) response = await ResponseAsync("INVITE", stop);
        Ack(response, null);
        return response;
    }

    /// <summary>Sends the ACK to a final answer.</summary>
    public void Acknowledge(RawMessage response) => Ack(response, null);

    /// <summary>Changes the session by re-INVITE, and acknowledges the final answer, which it returns.</summary>
    /// <param name="answer">SDP in the ACK: the answer to what the focus offers.</param>
    public async Task<RawMessage> ReInviteAsync(string sdp, CancellationToken stop, string headers = "", string? answer = null)
    {
        var response = await SendAsync("INVITE", sdp, headers, stop);
        Ack(response, answer);
        return response;
    }

    /// <summary>Sends a request in the dialog.</summary>
    /// <param name="contentType">Of the body; SDP unless said.</param>
    /// <returns>Its next response above 100.</returns>
    public Task<RawMessage> SendAsync(string method, string body, string headers, CancellationToken stop, string contentType = "application/sdp")
    {
        var cseq = ++_cseq;
        _isUp &= method != "BYE";
        Write(method, cseq, headers, body, contentType);
        return ResponseAsync(method, stop);
    }

    /// <summary>Acknowledges a reliable response.</summary>
    public Task<RawMessage> PrackAsync(RawMessage response, CancellationToken stop, string body = "") =>
        SendAsync("PRACK", body, $"RAck: {response.Header("RSeq")} {response.Header("CSeq")}", stop);

    /// <summary>The next response above 100 to a request of this method; requests that come meanwhile are kept.</summary>
    public async Task<RawMessage> ResponseAsync(string method, CancellationToken stop)
    {
        while (true)
        {
            var message = await ReceiveAsync(stop);
            if (message.Status == 0) _requests.Enqueue(message);
            else if (message.Method == method && message.Header("CSeq").StartsWith($"{CSeqOf(method)} ", StringComparison.Ordinal))
            {
                if (message.Status < 300 && message.ToTag.Length > 0) Learn(message);
                return message;
            }
        }
    }

    /// <summary>The next request of this method; others are answered 200. A request that comes again gets its answer again.</summary>
    public async Task<RawMessage> RequestAsync(string method, CancellationToken stop)
    {
        while (true)
        {
            var request = _requests.TryDequeue(out var kept) ? kept : await ReceiveAsync(stop);
            if (request.Status > 0) continue;
            if (_answers.TryGetValue(KeyOf(request), out var known)) _wire.Send(known);
            else if (request.Method == method) return request;
            else if (request.Method != "ACK") Respond(request, 200);   // an ACK that nobody waits for
        }
    }

    /// <summary>Answers NOTIFYs until one fits.</summary>
    public async Task<RawMessage> NotifiedAsync(Predicate<RawMessage> fits, CancellationToken stop)
    {
        while (true)
        {
            var notify = await RequestAsync("NOTIFY", stop);
            Respond(notify, 200);
            if (fits(notify)) return notify;
        }
    }

    /// <summary>Answers a request of the focus.</summary>
    /// <param name="tag">Another one for each fork.</param>
    public void Respond(RawMessage request, int status, string headers = "", string sdp = "", string tag = "raw")
    {
        var to = request.ToTag.Length > 0 ? request.Header("To") : $"{request.Header("To")};tag={tag}";
        var lines = request.Headers("Via").Select(via => $"Via: {via}")
            .Concat(request.Headers("Record-Route").Select(route => $"Record-Route: {route}"))
            .Concat([$"From: {request.Header("From")}", $"To: {to}", $"Call-ID: {request.Header("Call-ID")}", $"CSeq: {request.Header("CSeq")}", Contact]);
        var text = $"SIP/2.0 {status} Raw\n{string.Join('\n', lines)}\n{Rest(headers, sdp, "application/sdp")}";
        _answers[KeyOf(request)] = text;
        _wire.Send(text);
    }

    /// <summary>Hangs up.</summary>
    public async Task ByeAsync(CancellationToken stop) => Assert.That((await SendAsync("BYE", "", "", stop)).Status, Is.EqualTo(200));

    /// <summary>A test that fails half-way leaves no call behind that would fail the next one.</summary>
    public void Dispose()
    {
        if (_isUp) Write("BYE", ++_cseq, "", "", "");
        _wire.Dispose();
    }

    // A CANCEL has the Via of its INVITE.
    private static string KeyOf(RawMessage request) => $"{request.Method} {request.Header("Via")}";

    private string Contact => $"Contact: <sip:{user}@{Local}>";

    private int CSeqOf(string method) => method == "INVITE" ? _inviteCSeq : _cseq;

    private async Task<RawMessage> ReceiveAsync(CancellationToken stop) => new(await _wire.ReceiveAsync(stop));

    private void Learn(RawMessage response)
    {
        _to = response.Header("To");
        if (response.Contact.Length > 0) _remote = response.Contact;
    }

    private void Ack(RawMessage response, string? answer)
    {
        if (response.Status >= 300 && !_isUp) _to = response.Header("To");
        _isUp |= response.Status < 300;
        Write("ACK", _inviteCSeq, "", answer ?? "", "application/sdp", sameBranch: response.Status >= 300);
    }

    private void Write(string method, int cseq, string headers, string body, string contentType, bool sameBranch = false)
    {
        if (method == "INVITE") _inviteCSeq = cseq;
        var branch = $"z9hG4bK{_callId}.{(sameBranch ? _branch : ++_branch)}";
        _wire.Send($"""
            {method} {_remote} SIP/2.0
            Via: SIP/2.0/UDP {Local};branch={branch};rport
            Max-Forwards: {MaxForwards}
            From: <sip:{user}@home1.net>;tag=raw
            To: {_to}
            Call-ID: {_callId}
            CSeq: {cseq} {method}
            {Contact}
            {Rest(headers, body, contentType)}
            """);
    }

    private static string Rest(string headers, string body, string contentType)
    {
        var content = body.Length == 0 ? "" : $"{body.ReplaceLineEndings("\n")}\n";
        var type = content.Length == 0 ? "" : $"Content-Type: {contentType}\n";
        var more = headers.Length == 0 ? "" : $"{headers}\n";
        return $"{more}{type}Content-Length: {content.Length + content.Count(c => c == '\n')}\n\n{content}";
    }
}

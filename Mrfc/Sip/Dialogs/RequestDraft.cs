using ImsConference.Sip.Messages;
using ImsConference.Sip.Transactions;

namespace ImsConference.Sip.Dialogs;

/// <summary>A request that can be written again: with the next CSeq and credentials after a challenge, or for another hop.</summary>
public sealed class RequestDraft(string method, SipUri uri)
{
    /// <summary>Max-Forwards of what nobody else made us send (RFC 3261 §8.1.1.6).</summary>
    public const int UsualMaxForwards = 70;

    private readonly List<(string Name, string Value)> _headers = [];
    private string? _contentType;
    private ReadOnlyMemory<byte> _body;

    public string Method { get; } = method;

    public SipUri Uri { get; } = uri;

    public int MaxForwards { get; init; } = UsualMaxForwards;

    public ReadOnlyMemory<byte> Body => _body;

    /// <summary>What the request bears besides its headers; null: nothing.</summary>
    public Correlation? Correlation { get; init; }

    public RequestDraft Add(string name, string? value)
    {
        if (value is not null) _headers.Add((name, value));
        return this;
    }

    public RequestDraft Add(string name, IEnumerable<string> values)
    {
        foreach (var value in values) _headers.Add((name, value));
        return this;
    }

    public RequestDraft WithBody(string? contentType, ReadOnlyMemory<byte> body)
    {
        (_contentType, _body) = (contentType, body);
        return this;
    }

    /// <summary>The request without Via: that is the hop's.</summary>
    /// <param name="cseq">CSeq number.</param>
    /// <param name="credentials">Answers to challenges.</param>
    public SipMessage Write(uint cseq, params IEnumerable<(HeaderId Id, string Value)> credentials)
    {
        var writer = SipWriter.Request(Method, Uri).Add(HeaderId.MaxForwards, MaxForwards).Add("CSeq", $"{cseq} {Method}");
        foreach (var (name, value) in _headers) writer.Add(name, value);
        Correlation?.AddTo(writer, Method);
        foreach (var (id, value) in credentials) writer.Add(id, value);
        return _contentType is null ? writer.Build() : writer.Body(_contentType, _body).Build();
    }
}

namespace ImsConference.Sip.Messages;

/// <summary>A URI: sip, sips and tel in their parts, any other scheme as text. Immutable; equality by RFC 3261 §19.1.4.</summary>
public sealed class SipUri : IEquatable<SipUri>
{
    private SipUri(string text) => Text = text;

    public string Text { get; }

    public string Scheme => throw new NotSupportedException();

    public bool IsSip => throw new NotSupportedException();

    public string User => throw new NotSupportedException();

    public string Host => throw new NotSupportedException();

    public int Port => throw new NotSupportedException();

    public string Transport => throw new NotSupportedException();

    public string Method => throw new NotSupportedException();

    public bool IsLooseRouter => throw new NotSupportedException();

    public string Parameters => throw new NotSupportedException();

    public string Headers => throw new NotSupportedException();

    public static bool TryParse(ReadOnlySpan<byte> text, out SipUri uri) => throw new NotSupportedException();

    public static bool TryParse(string text, out SipUri uri) => throw new NotSupportedException();

    public static SipUri Parse(string text) => TryParse(text, out var uri) ? uri : throw new FormatException($"not a URI: {text}");

    public bool TryGetParameter(string name, out string value) => throw new NotSupportedException();

    public bool TryGetHeader(string name, out string value) => throw new NotSupportedException();

    public SipUri WithParameter(string name, string? value) => throw new NotSupportedException();

    public SipUri WithoutParameter(string name) => throw new NotSupportedException();

    public SipUri WithoutHeaders() => throw new NotSupportedException();

    public bool Equals(SipUri? other) => throw new NotSupportedException();

    public override bool Equals(object? obj) => Equals(obj as SipUri);

    public override int GetHashCode() => throw new NotSupportedException();

    public override string ToString() => Text;
}

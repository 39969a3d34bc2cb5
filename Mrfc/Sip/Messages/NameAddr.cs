namespace ImsConference.Sip.Messages;

/// <summary>From, To, Contact, Route, Refer-To …</summary>
public readonly ref struct NameAddr
{
    public ReadOnlySpan<byte> DisplayName { get; }

    public ReadOnlySpan<byte> Uri { get; }

    public ReadOnlySpan<byte> Parameters { get; }

    public ReadOnlySpan<byte> Tag { get; }

    public bool TryGetParameter(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) => HeaderParameters.TryGet(Parameters, name, out value);

    public static bool TryParse(ReadOnlySpan<byte> value, out NameAddr parsed) => throw new NotSupportedException();
}

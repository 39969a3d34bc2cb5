namespace ImsConference.Sip.Messages;

/// <summary>Content-Type.</summary>
public readonly ref struct ContentType
{
    public ReadOnlySpan<byte> MediaType { get; }

    public ReadOnlySpan<byte> Subtype { get; }

    public ReadOnlySpan<byte> Parameters { get; }

    public bool TryGetParameter(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) => HeaderParameters.TryGet(Parameters, name, out value);
    public bool Is(string type) => throw new NotSupportedException();

    public static bool TryParse(ReadOnlySpan<byte> value, out ContentType parsed) => throw new NotSupportedException();
}

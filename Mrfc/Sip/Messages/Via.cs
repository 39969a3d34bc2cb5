namespace ImsConference.Sip.Messages;

/// <summary>One Via value.</summary>
public readonly ref struct Via
{
    public ReadOnlySpan<byte> Transport { get; }

    public ReadOnlySpan<byte> Host { get; }

    public int Port { get; }

    public ReadOnlySpan<byte> Parameters { get; }

    public ReadOnlySpan<byte> Branch { get; }

    public bool TryGetParameter(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) => HeaderParameters.TryGet(Parameters, name, out value);

    public static bool TryParse(ReadOnlySpan<byte> value, out Via parsed) => throw new NotSupportedException();
}

namespace ImsConference.Sip.Messages;

/// <summary>Replaces, Join and Target-Dialog.</summary>
public readonly ref struct DialogReference
{
    public ReadOnlySpan<byte> CallId { get; }

    public ReadOnlySpan<byte> Parameters { get; }

    public bool TryGetParameter(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) => HeaderParameters.TryGet(Parameters, name, out value);

    public static bool TryParse(ReadOnlySpan<byte> value, out DialogReference parsed) => throw new NotSupportedException();
}

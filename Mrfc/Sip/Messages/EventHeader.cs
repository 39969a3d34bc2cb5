namespace ImsConference.Sip.Messages;

/// <summary>Event.</summary>
public readonly ref struct EventHeader
{
    public ReadOnlySpan<byte> Package { get; }

    public ReadOnlySpan<byte> Id { get; }

    public ReadOnlySpan<byte> Parameters { get; }

    public bool TryGetParameter(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) => HeaderParameters.TryGet(Parameters, name, out value);

    public static bool TryParse(ReadOnlySpan<byte> value, out EventHeader parsed) => throw new NotSupportedException();
}

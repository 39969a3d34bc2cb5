namespace ImsConference.Sip.Messages;

/// <summary>Session-Expires, refresher is uac, uas or empty.</summary>
public readonly ref struct SessionExpires
{
    public int Seconds { get; }

    public ReadOnlySpan<byte> Refresher { get; }

    public ReadOnlySpan<byte> Parameters { get; }

    public static bool TryParse(ReadOnlySpan<byte> value, out SessionExpires parsed) => throw new NotSupportedException();
}

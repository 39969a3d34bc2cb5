namespace ImsConference.Sip.Messages;

/// <summary>Parameters of a header value: <c>;name=value;name="quoted";flag</c> (RFC 3261 §25.1 generic-param).</summary>
public static class HeaderParameters
{
    /// <summary>Finds one by name, in any case.</summary>
    /// <param name="parameters">From the first semicolon on.</param>
    /// <param name="name">Without semicolon.</param>
    /// <param name="value">Without quotes (escapes stay); empty for a flag.</param>
    public static bool TryGet(ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) =>
        throw new NotSupportedException();

    public static bool Has(ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> name) => TryGet(parameters, name, out _);
}

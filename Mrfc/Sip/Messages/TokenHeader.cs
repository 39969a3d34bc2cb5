namespace ImsConference.Sip.Messages;

/// <summary>The common shape <c>first;parameter=value</c> of many headers.</summary>
internal static class TokenHeader
{
    /// <summary>Splits at the first semicolon; false when the first part is empty, has a space inside, or a parameter is malformed.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> parameters)
    {
        var end = value.IndexOf((byte)';');
        first = SipSyntax.Trim(end < 0 ? value : value[..end]);
        parameters = end < 0 ? default : value[end..];
        return !first.IsEmpty && !first.ContainsAny((byte)' ', (byte)'\t') && HeaderParameters.IsWellFormed(parameters);
    }
}

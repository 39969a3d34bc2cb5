using System.Text;

namespace ImsConference.Sip.Messages;

/// <summary>Parameters of a header value: <c>;name=value;name="quoted";flag</c> (RFC 3261 §25.1 generic-param).</summary>
public static class HeaderParameters
{
    /// <summary>Finds one by name, in any case.</summary>
    /// <param name="parameters">From the first semicolon on.</param>
    /// <param name="name">Without semicolon.</param>
    /// <param name="value">Without quotes (escapes stay: <see cref="Text"/>); empty for a flag.</param>
    public static bool TryGet(ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var reader = new ParameterReader(parameters);
        while (reader.MoveNext())
        {
            if (!SipSyntax.EqualsIgnoreCase(reader.Name, name)) continue;
            value = reader.Value;
            return true;
        }

        value = default;
        return false;
    }

    public static bool Has(ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> name) => TryGet(parameters, name, out _);

    /// <summary>A parameter that is a number.</summary>
    /// <returns>False when absent or not a number below 2^32.</returns>
    public static bool TryGetNumber(ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> name, out uint number)
    {
        number = 0;
        return TryGet(parameters, name, out var value) && SipSyntax.TryReadNumber(value, out number);
    }

    /// <summary>A value as a string, escapes undone.</summary>
    public static string Text(ReadOnlySpan<byte> value) => SipSyntax.Unescape(value);

    /// <summary>Puts a string into quotes, with the escapes it needs.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (var c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\');
            quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Every parameter, as strings that can be written again; stops at a malformed one.</summary>
    public static IReadOnlyList<HeaderParameter> All(ReadOnlySpan<byte> parameters)
    {
        var all = new List<HeaderParameter>();
        var reader = new ParameterReader(parameters);
        while (reader.MoveNext()) all.Add(new HeaderParameter(Encoding.UTF8.GetString(reader.Name), Encoding.UTF8.GetString(reader.WireValue)));
        return all;
    }

    /// <summary>True when every parameter is well formed; nothing at all is.</summary>
    internal static bool IsWellFormed(ReadOnlySpan<byte> parameters)
    {
        var reader = new ParameterReader(parameters);
        while (reader.MoveNext())
        {
        }

        return !reader.IsMalformed;
    }
}

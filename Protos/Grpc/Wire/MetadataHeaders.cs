using System.Diagnostics.CodeAnalysis;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Metadata as HTTP/2 header fields: binary values are base64, and may be several in one field.</summary>
internal static class MetadataHeaders
{
    /// <summary>Names that belong to HTTP or to gRPC itself: never metadata to send.</summary>
    public static bool IsReserved(string key) =>
        key.StartsWith(':') || key.StartsWith("grpc-", StringComparison.Ordinal)
        || key is "content-type" or "te" or "host" or "connection" or "keep-alive" or "transfer-encoding" or "upgrade"
            or "content-length" or "trailer" or "proxy-connection";

    public static string ValueOf(Metadata.Entry entry) => entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes) : entry.Value;

    /// <summary>Adds what a peer sent, in lower case. Fields of gRPC itself and base64 that is none are left out.</summary>
    public static void AddReceived(Metadata to, string name, IEnumerable<string?> values)
    {
        var key = name.ToLowerInvariant();
        if (IsReserved(key)) return;
        foreach (var value in values)
        {
            if (value is null) continue;
            if (!key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.Ordinal)) to.Add(Metadata.Entry.Received(key, value));
            else AddBinary(to, key, value);
        }
    }

    private static void AddBinary(Metadata to, string key, string value)
    {
        foreach (var part in value.Split(','))
            if (TryDecode(part.Trim(), out var bytes)) to.Add(Metadata.Entry.Received(key, bytes));
    }

    /// <summary>Base64 with or without its padding: senders SHOULD leave it out, receivers MUST take both.</summary>
    private static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        var padded = text.Length % 4 == 0 ? text : text.PadRight(text.Length + 4 - (text.Length % 4), '=');
        var buffer = new byte[padded.Length / 4 * 3];
        if (!Convert.TryFromBase64String(padded, buffer, out var length)) return false;
        bytes = buffer[..length];
        return true;
    }
}

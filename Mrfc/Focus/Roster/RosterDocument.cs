using System.Globalization;
using System.Text;

namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>A document as everybody gets it who knows the same and may see the same; only the version is each subscriber's own.</summary>
public sealed class RosterDocument
{
    private static readonly byte[] Mark = " version=\"0\""u8.ToArray();

    private readonly byte[] _bytes;
    private readonly int _at;

    /// <param name="bytes">The document with version 0.</param>
    public RosterDocument(byte[] bytes)
    {
        _bytes = bytes;
        _at = bytes.AsSpan().IndexOf(Mark) + Mark.Length - 2; // quotes in values are escaped, so the first one is the root's
    }

    /// <summary>About the bytes that it takes.</summary>
    public int Length => _bytes.Length;

    /// <param name="version">Of this subscriber's NOTIFY.</param>
    public byte[] WithVersion(uint version)
    {
        Span<byte> digits = stackalloc byte[10];
        version.TryFormat(digits, out var count, default, CultureInfo.InvariantCulture);
        var document = new byte[_bytes.Length - 1 + count];
        _bytes.AsSpan(0, _at).CopyTo(document);
        digits[..count].CopyTo(document.AsSpan(_at));
        _bytes.AsSpan(_at + 1).CopyTo(document.AsSpan(_at + count));
        return document;
    }

    public override string ToString() => Encoding.UTF8.GetString(_bytes);
}

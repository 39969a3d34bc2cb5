using System.Buffers;
using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    /// <summary>One key with its value.</summary>
    public class Entry
    {
        private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");

        private readonly string? _value;
        private readonly byte[]? _valueBytes;

        /// <exception cref="ArgumentException">The key is binary, or it or the value cannot stand in a header.</exception>
        public Entry(string key, string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            Key = Normalize(key);
            if (IsBinary) throw new ArgumentException($"A key that ends in {BinaryHeaderSuffix} takes bytes.", nameof(key));
            if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
                throw new ArgumentException("A metadata value is printable ASCII.", nameof(value));
            _value = value;
        }

        /// <exception cref="ArgumentException">The key is not binary, or cannot stand in a header.</exception>
        public Entry(string key, byte[] valueBytes)
        {
            ArgumentNullException.ThrowIfNull(valueBytes);
            Key = Normalize(key);
            if (!IsBinary) throw new ArgumentException($"A key with bytes ends in {BinaryHeaderSuffix}.", nameof(key));
            _valueBytes = [.. valueBytes];
        }

        private Entry(string normalKey, string? value, byte[]? valueBytes)
        {
            Key = normalKey;
            _value = value;
            _valueBytes = valueBytes;
        }

        public string Key { get; }

        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        /// <exception cref="InvalidOperationException">The value is binary.</exception>
        public string Value => _value ?? throw new InvalidOperationException($"{Key} has a binary value.");

        /// <summary>A copy of the bytes, of the text's ASCII bytes where it is text.</summary>
        public byte[] ValueBytes => _valueBytes is null ? Encoding.ASCII.GetBytes(_value!) : [.. _valueBytes];

        public override string ToString() => IsBinary
            ? $"[Entry: key={Key}, valueBytes={Convert.ToHexString(_valueBytes!)}]"
            : $"[Entry: key={Key}, value={_value}]";

        internal static string Normalize(string key)
        {
            ArgumentNullException.ThrowIfNull(key);
            var normal = key.ToLowerInvariant();
            if (normal.Length == 0 || normal.AsSpan().ContainsAnyExcept(KeyCharacters))
                throw new ArgumentException($"'{key}' cannot be a metadata key: letters, digits, '_', '-', '.'.", nameof(key));
            return normal;
        }

        /// <summary>A peer's value, taken as it came: what a peer sends is never our caller's mistake.</summary>
        internal static Entry Received(string lowerCaseKey, string value) => new(lowerCaseKey, value, null);

        /// <inheritdoc cref="Received(string, string)"/>
        internal static Entry Received(string lowerCaseKey, byte[] value) => new(lowerCaseKey, null, value);
    }
}

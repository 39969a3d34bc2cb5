using System.Collections.Immutable;

namespace ImsConference.Mrfc.Focus.Negotiation.Codecs;

/// <summary>What an a=fmtp line says after the payload type: <c>name=value; name=value</c>, names in any case.</summary>
public sealed class FormatParameters
{
    private readonly ImmutableArray<(string Name, string Value)> _items;

    private FormatParameters(ImmutableArray<(string Name, string Value)> items) => _items = items;

    public static FormatParameters None { get; } = new([]);

    /// <summary>Value of the first of that name, empty for one without; null when there is none.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var (known, value) in _items)
            {
                if (known.Equals(name, StringComparison.OrdinalIgnoreCase)) return value;
            }

            return null;
        }
    }

    /// <param name="text">Null and empty: there are none.</param>
    public static FormatParameters Read(string? text) => string.IsNullOrWhiteSpace(text)
        ? None
        : new([.. text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ReadOne)]);

    /// <summary>The same with this one in the place of its namesake, or at the end.</summary>
    public FormatParameters With(string name, string value)
    {
        for (var i = 0; i < _items.Length; i++)
        {
            if (_items[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return new(_items.SetItem(i, (name, value)));
        }

        return new(_items.Add((name, value)));
    }

    /// <summary>The same without this one.</summary>
    public FormatParameters Without(string name) => new(_items.RemoveAll(item => item.Name.Equals(name, StringComparison.OrdinalIgnoreCase)));

    /// <summary>As it stands in an a=fmtp line; empty when there are none.</summary>
    public override string ToString() => string.Join("; ", _items.Select(item => item.Value.Length > 0 ? $"{item.Name}={item.Value}" : item.Name));

    private static (string Name, string Value) ReadOne(string item)
    {
        var equals = item.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (item, "") : (item[..equals].TrimEnd(), item[(equals + 1)..].TrimStart());
    }
}

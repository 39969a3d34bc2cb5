using System.Text;

namespace ImsConference.Sip.Messages;

/// <summary>One header line as it stands in a message.</summary>
public readonly ref struct HeaderField
{
    internal HeaderField(HeaderId id, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Id = id;
        Name = name;
        Value = value;
    }

    public HeaderId Id { get; }

    /// <summary>As it came: any case, maybe compact.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The whole line's value, folding undone, trimmed, comma lists not split.</summary>
    public ReadOnlySpan<byte> Value { get; }

    public override string ToString() => $"{Encoding.UTF8.GetString(Name)}: {Encoding.UTF8.GetString(Value)}";
}

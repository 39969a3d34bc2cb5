using ImsConference.Engine.Codecs;

namespace ImsConference.Engine.Rtp;

/// <summary>What each payload type of one direction of a stream means (RFC 3551 §6, or dynamic ones from the SDP). Never changes once it is made.</summary>
public sealed class PayloadMap : IEquatable<PayloadMap>
{
    private const int Types = 128;
    private const byte None = byte.MaxValue;

    private readonly PayloadMeaning[] _meanings;
    private readonly byte[] _places = new byte[Types]; // in _meanings
    private readonly byte[] _formats; // for each of _meanings: its format's place in Formats

    /// <param name="entries">Preferred first; payload types of 0..127, each at most once.</param>
    public PayloadMap(IEnumerable<(byte Type, PayloadMeaning Meaning)> entries)
    {
        Array.Fill(_places, None);
        var meanings = new List<PayloadMeaning>();
        foreach (var (type, meaning) in entries)
        {
            if (type >= Types || _places[type] != None) throw new ArgumentException($"payload type {type} is no type, or stands twice", nameof(entries));
            _places[type] = (byte)meanings.Count;
            meanings.Add(meaning);
        }

        _meanings = [.. meanings];
        Formats = [.. _meanings.Where(meaning => meaning.Format is not null).Select(meaning => meaning.Format!).Distinct()];
        _formats = [.. _meanings.Select(meaning => meaning.Format is { } format ? (byte)Formats.IndexOf(format) : None)];
    }

    /// <summary>Nothing is negotiated.</summary>
    public static PayloadMap Empty { get; } = new([]);

    /// <summary>The formats that differ, preferred first.</summary>
    public IList<AudioFormat> Formats { get; }

    /// <summary>Its meaning; default, which is <see cref="PayloadKind.Unknown"/>, when it has none.</summary>
    /// <param name="payloadType">0..127.</param>
    public PayloadMeaning this[byte payloadType] => _places[payloadType & 0x7F] is var place and not None ? _meanings[place] : default;

    /// <summary>Place of its format in <see cref="Formats"/>; negative when it carries no audio.</summary>
    /// <param name="payloadType">0..127.</param>
    public int FormatOf(byte payloadType)
    {
        var place = _places[payloadType & 0x7F];
        return place == None || _formats[place] == None ? -1 : _formats[place];
    }

    /// <summary>The first payload type of one of <see cref="Formats"/>.</summary>
    public byte TypeOf(AudioFormat format)
    {
        for (byte type = 0; type < Types; type++)
            if (format.Equals(this[type].Format)) return type;
        throw new ArgumentException($"{format.Encoding} was not negotiated", nameof(format));
    }

    public bool Has(PayloadKind kind) => Array.Exists(_meanings, meaning => meaning.Kind == kind);

    public bool Equals(PayloadMap? other) =>
        other is not null && _places.AsSpan().SequenceEqual(other._places) && _meanings.AsSpan().SequenceEqual(other._meanings);

    public override bool Equals(object? obj) => Equals(obj as PayloadMap);

    public override int GetHashCode() => _meanings.Aggregate(0, HashCode.Combine);
}

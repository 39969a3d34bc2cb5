using System.Collections.Immutable;
using System.Globalization;

namespace ImsConference.Sip.Sdp;

/// <summary>One media line with what follows it (RFC 8866 §5.14).</summary>
public sealed record MediaDescription
{
    private Derived _maps;

    /// <summary><c>audio</c>, <c>video</c>, <c>text</c>, <c>application</c>, <c>message</c>, …</summary>
    public required string Media { get; init; }

    /// <summary>0: refused, or disabled.</summary>
    public required int Port { get; init; }

    /// <summary>Number of port pairs; 1 unless said.</summary>
    public int PortCount { get; init; } = 1;

    /// <summary>For example <c>RTP/AVP</c>.</summary>
    public string Protocol { get; init; } = "RTP/AVP";

    /// <summary>Payload types, best first, or what the protocol puts there.</summary>
    public ImmutableArray<string> Formats
    {
        get;
        init
        {
            field = value;
            _maps = default;
        }
    } = [];

    /// <summary>Its own c= line; else the session's counts (<see cref="SessionDescription.ConnectionOf"/>).</summary>
    public Connection? Connection { get; init; }

    public ImmutableArray<Bandwidth> Bandwidths { get; init; } = [];

    /// <summary>All a= lines in order, the interpreted ones too.</summary>
    public ImmutableArray<SdpAttribute> Attributes
    {
        get;
        init
        {
            field = value;
            _maps = default;
        }
    } = [];

    /// <summary>Lines of other letters (i, k, and unknown ones).</summary>
    public ImmutableArray<SdpLine> OtherLines { get; init; } = [];

    public bool IsRefused => Port == 0;

    /// <summary>Direction said on this line; null when it is the session's, which is sendrecv unless said (<see cref="SessionDescription.DirectionOf"/>).</summary>
    public MediaDirection? Direction => DirectionIn(Attributes);

    /// <summary>One per payload type of <see cref="Formats"/> that is known, in that order: by a=rtpmap, else by RFC 3551.</summary>
    public ImmutableArray<RtpMap> RtpMaps => _maps.Value.IsDefault ? (_maps = new Derived(ReadRtpMaps())).Value : _maps.Value;

    /// <summary>Milliseconds; null when not said.</summary>
    public int? PacketTimeMs => NumberOf("ptime");

    /// <summary>Milliseconds; null when not said.</summary>
    public int? MaxPacketTimeMs => NumberOf("maxptime");

    public bool HasRtcpMux => HasAttribute("rtcp-mux");

    /// <summary>Port of a=rtcp (RFC 3605); null when RTCP is one above RTP.</summary>
    public int? RtcpPort => NumberOf("rtcp");

    /// <summary>Values of the a=crypto lines (RFC 4568), best first; for SRTP to read.</summary>
    public IEnumerable<string> Crypto => Attributes.Where(attribute => attribute is { Name: "crypto", Value: not null }).Select(attribute => attribute.Value!);

    public PreconditionSet Preconditions => PreconditionSet.From(Attributes);

    /// <summary>Value of the first attribute of that name (empty for one without); false when there is none.</summary>
    public bool TryGetAttribute(string name, out string value)
    {
        foreach (var attribute in Attributes)
        {
            if (attribute.Name != name) continue;
            value = attribute.Value ?? "";
            return true;
        }

        value = "";
        return false;
    }

    public bool HasAttribute(string name) => TryGetAttribute(name, out _);

    /// <summary>Parameters of a=fmtp for that payload type; null when there are none.</summary>
    public string? FormatParameters(byte payloadType)
    {
        foreach (var attribute in Attributes)
        {
            if (attribute.Name == "fmtp" && TryAfterPayloadType(attribute.Value, payloadType, out var text)) return text.ToString();
        }

        return null;
    }

    /// <summary>b= of that type; null when there is none.</summary>
    public long? BandwidthOf(string type) =>
        Bandwidths.FirstOrDefault(bandwidth => bandwidth.Type.Equals(type, StringComparison.OrdinalIgnoreCase))?.Value;

    /// <summary>The same line with this direction said on it.</summary>
    public MediaDescription WithDirection(MediaDirection direction) => this with
    {
        Attributes = [.. Attributes.Where(attribute => DirectionNames.FromMedia(attribute.Name) is null), new SdpAttribute(DirectionNames.ForMedia(direction))],
    };

    /// <summary>The same line with these preconditions in the place of its own.</summary>
    public MediaDescription WithPreconditions(PreconditionSet preconditions) => this with
    {
        Attributes = [.. Attributes.Where(attribute => !PreconditionSet.IsPrecondition(attribute)), .. preconditions.ToAttributes()],
    };

    /// <summary>Replaces the attributes of that name by one.</summary>
    public MediaDescription WithAttribute(string name, string? value = null) =>
        this with { Attributes = WithoutAttribute(name).Attributes.Add(new SdpAttribute(name, value)) };

    public MediaDescription WithoutAttribute(string name) => this with { Attributes = Attributes.RemoveAll(attribute => attribute.Name == name) };

    /// <summary>Replaces the b= of that type.</summary>
    public MediaDescription WithBandwidth(string type, long value) => this with
    {
        Bandwidths = [.. Bandwidths.Where(bandwidth => !bandwidth.Type.Equals(type, StringComparison.OrdinalIgnoreCase)), new Bandwidth(type, value)],
    };

    /// <summary>Adds a format with its rtpmap and, when given, its fmtp.</summary>
    public MediaDescription WithFormat(RtpMap map, string? formatParameters = null)
    {
        var channels = map.Channels == 1 ? "" : $"/{map.Channels}";
        var attributes = Attributes.Add(new SdpAttribute("rtpmap", $"{map.PayloadType} {map.Encoding}/{map.ClockRateHz}{channels}"));
        if (formatParameters is not null) attributes = attributes.Add(new SdpAttribute("fmtp", $"{map.PayloadType} {formatParameters}"));
        return this with { Formats = Formats.Add(map.PayloadType.ToString(CultureInfo.InvariantCulture)), Attributes = attributes };
    }

    /// <summary>The same line with port 0 and nothing that would ask for something, as an answer that refuses it (RFC 3264 §6).</summary>
    public MediaDescription Refused() => this with { Port = 0, PortCount = 1, Connection = null, Bandwidths = [], Attributes = [], OtherLines = [] };

    internal static MediaDirection? DirectionIn(ImmutableArray<SdpAttribute> attributes)
    {
        foreach (var attribute in attributes)
        {
            if (DirectionNames.FromMedia(attribute.Name) is { } direction) return direction;
        }

        return null;
    }

    private static bool TryReadPayloadType(ReadOnlySpan<char> format, out byte payloadType) =>
        byte.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out payloadType) && payloadType < 128;

    private static bool TryAfterPayloadType(ReadOnlySpan<char> value, byte payloadType, out ReadOnlySpan<char> text)
    {
        var space = value.IndexOf(' ');
        var isHere = space > 0 && TryReadPayloadType(value[..space], out var type) && type == payloadType;
        text = isHere ? value[(space + 1)..].Trim() : default;
        return isHere;
    }

    private ImmutableArray<RtpMap> ReadRtpMaps()
    {
        var maps = ImmutableArray.CreateBuilder<RtpMap>(Formats.Length);
        foreach (var format in Formats)
        {
            if (!TryReadPayloadType(format, out var payloadType)) continue;
            if ((MappedFormat(payloadType) ?? StaticPayloadTypes.Find(payloadType)) is { } map) maps.Add(map);
        }

        return maps.DrainToImmutable();
    }

    private RtpMap? MappedFormat(byte payloadType)
    {
        foreach (var attribute in Attributes)
        {
            if (attribute.Name != "rtpmap" || !TryAfterPayloadType(attribute.Value, payloadType, out var text)) continue;
            if (MapOf(payloadType, text) is { } map) return map;
        }

        return null;
    }

    private static RtpMap? MapOf(byte payloadType, ReadOnlySpan<char> text)
    {
        Span<Range> parts = stackalloc Range[4];   // what follows a third slash is not looked at
        var count = text.Split(parts, '/');
        if (count < 2 || !TryReadNumber(text[parts[1]], out var clockRateHz)) return null;
        var channels = count > 2 && TryReadNumber(text[parts[2]], out var said) ? said : 1;
        var isAsUsual = StaticPayloadTypes.Find(payloadType) is { } usual
            && text[parts[0]].SequenceEqual(usual.Encoding) && clockRateHz == usual.ClockRateHz && channels == usual.Channels;
        return isAsUsual ? StaticPayloadTypes.Find(payloadType) : new RtpMap(payloadType, text[parts[0]].ToString(), clockRateHz, channels);
    }

    private static bool TryReadNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private int? NumberOf(string attribute)
    {
        if (!TryGetAttribute(attribute, out var value)) return null;
        var end = value.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return TryReadNumber(end < 0 ? value : value.AsSpan(0, end), out var number) ? number : null;
    }

    /// <summary>What was worked out of the rest, once, for negotiation asks for it many times. No part of the value: any two are equal.</summary>
    private readonly record struct Derived(ImmutableArray<RtpMap> Value)
    {
        public bool Equals(Derived other) => true;

        public override int GetHashCode() => 0;
    }
}

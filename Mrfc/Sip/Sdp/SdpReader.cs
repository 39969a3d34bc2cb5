using System.Globalization;
using System.Text;

namespace ImsConference.Sip.Sdp;

/// <summary>Reads a description line by line; what follows an m= line belongs to it.</summary>
internal sealed class SdpReader
{
    private const int MaxMedia = 64;
    private const int MaxLines = 4096;
    private const int MaxFormats = 256;     // RTP has 128 payload types
    private const int MaxQuoted = 40;

    private readonly List<Bandwidth> _bandwidths = [];
    private readonly List<Timing> _timings = [];
    // Names that nearly every description has: one string for all of them.
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> UsualNames = new HashSet<string>(StringComparer.Ordinal)
    {
        "rtpmap", "fmtp", "ptime", "maxptime", "rtcp", "rtcp-mux", "sendrecv", "sendonly", "recvonly", "inactive", "curr", "des", "conf",
        "crypto", "extmap", "ssrc", "label", "mid", "rtcp-fb",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly List<SdpAttribute> _attributes = [];
    private readonly List<SdpLine> _others = [];
    private readonly List<MediaDescription> _media = [];
    private Origin? _origin;
    private Connection? _connection;
    private string _name = "-";
    private SessionDescription? _session;
    private MediaDescription? _current;

    public string Fault { get; private set; } = "";

    public bool TryRead(ReadOnlySpan<byte> text)
    {
        var count = 0;
        var lines = Encoding.UTF8.GetString(text);
        foreach (var range in lines.AsSpan().Split('\n'))
        {
            var line = lines.AsSpan(range).TrimEnd('\r');
            if (line.IsWhiteSpace()) continue;
            if (line.ContainsAny('\r', '\0')) return Fail($"line {count + 1} holds a control character");
            if (++count > MaxLines) return Fail("too many lines");
            if (line.Length < 2 || line[1] != '=') return Fail($"line {count} is not type=value");

            var value = line[2..].Trim().ToString();
            if (count == 1 && line[0] != 'v') return Fail("v= missing");
            if (!TryReadLine(line[0], value)) return Fault.Length > 0 ? false : Fail($"{line[0]}= malformed: {(value.Length > MaxQuoted ? value[..MaxQuoted] + "…" : value)}");
        }

        if (count == 0) return Fail("empty");
        if (_origin is null) return Fail("o= missing");
        EndSection();
        return true;
    }

    public SessionDescription ToDescription() => _session! with { Media = [.. _media] };

    private bool TryReadLine(char type, string value) => type switch
    {
        'v' => value == "0",
        'o' => TryReadOrigin(value),
        's' => Set(out _name, value.Length == 0 ? "-" : value),
        'c' => TryReadConnection(value),
        'b' => TryReadBandwidth(value),
        't' => TryReadTiming(value),
        'r' when _timings.Count > 0 => AddRepeat(value),
        'a' => AddAttribute(value),
        'm' => TryBeginMedia(value),
        _ => AddOther(type, value),
    };

    private bool TryReadOrigin(string value)
    {
        var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != 6 || words[3] != "IN" || !TryReadAddressType(words[4], out var isIPv6)) return false;

        // Only equality and order of the peer's numbers matter; one beyond 64 bits is kept as the largest.
        var sessionId = ulong.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : ulong.MaxValue;
        var version = ulong.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : ulong.MaxValue;
        _origin = new Origin(words[0], sessionId, version, words[5], isIPv6);
        return true;
    }

    private bool TryReadConnection(string value)
    {
        var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != 3 || words[0] != "IN" || !TryReadAddressType(words[1], out var isIPv6)) return false;
        _connection ??= new Connection(words[2], isIPv6);   // of several (layered multicast) the first one counts
        return true;
    }

    private static bool TryReadAddressType(string word, out bool isIPv6)
    {
        isIPv6 = word == "IP6";
        return isIPv6 || word == "IP4";
    }

    private bool TryReadBandwidth(string value)
    {
        var colon = value.IndexOf(':');
        if (colon > 0 && !value.AsSpan(0, colon).Contains(' ') && long.TryParse(value.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
            _bandwidths.Add(new Bandwidth(value[..colon], amount));
        return true;   // a malformed one tells nothing, and is no reason to refuse a call
    }

    private bool TryReadTiming(string value)
    {
        var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 2
            && ulong.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            && ulong.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var stop))
            _timings.Add(new Timing(start, stop));
        return true;
    }

    private bool AddRepeat(string value)
    {
        _timings[^1] = _timings[^1] with { Repeats = _timings[^1].Repeats.Add(value) };
        return true;
    }

    private bool AddAttribute(string value)
    {
        var colon = value.IndexOf(':');
        if (value.Length == 0 || colon == 0) return true;

        var name = colon < 0 ? value.AsSpan() : value.AsSpan(0, colon);
        if (!UsualNames.TryGetValue(name, out var text)) text = name.ToString();
        _attributes.Add(new SdpAttribute(text, colon < 0 ? null : value[(colon + 1)..].Trim()));
        return true;
    }

    private bool AddOther(char type, string value)
    {
        if (char.IsAsciiLetterLower(type)) _others.Add(new SdpLine(type, value));
        return true;
    }

    private bool TryBeginMedia(string value)
    {
        EndSection();
        if (_media.Count == MaxMedia) return Fail("too many m= lines");

        var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 4) return false;
        if (words.Length > 3 + MaxFormats) return Fail("too many formats in m=");

        var port = words[1].Split('/');
        var portCount = 1;
        if (port.Length > 2 || !TryReadNumber(port[0], 0, ushort.MaxValue, out var number)) return false;
        if (port.Length == 2 && !TryReadNumber(port[1], 1, ushort.MaxValue, out portCount)) return false;

        _current = new MediaDescription
        {
            Media = words[0],
            Port = number,
            PortCount = portCount,
            Protocol = words[2],
            Formats = [.. words[3..]],
        };
        return true;
    }

    private static bool TryReadNumber(string text, int least, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;

    private void EndSection()
    {
        if (_current is not null)
        {
            _media.Add(_current with
            {
                Connection = _connection,
                Bandwidths = [.. _bandwidths],
                Attributes = [.. _attributes],
                OtherLines = [.. _others],
            });
        }
        else
        {
            _session = new SessionDescription
            {
                Origin = _origin ?? new Origin("-", 0, 0, "0.0.0.0"),
                SessionName = _name,
                Connection = _connection,
                Bandwidths = [.. _bandwidths],
                Timings = _timings.Count > 0 ? [.. _timings] : [new Timing()],
                Attributes = [.. _attributes],
                OtherLines = [.. _others],
            };
        }

        _connection = null;
        _bandwidths.Clear();
        _attributes.Clear();
        _others.Clear();
    }

    private static bool Set(out string field, string value)
    {
        field = value;
        return true;
    }

    private bool Fail(string fault)
    {
        Fault = fault;
        return false;
    }
}

using System.Net;
using System.Security.Cryptography;
using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;
using ImsConference.Sip.Sdp;
using ImsConference.Tests.Ue.Media;

namespace ImsConference.Tests.Ue;

/// <summary>A UE's side of offer and answer (RFC 3264): one audio line, its codecs, and telephone-event for each of their clock rates.</summary>
internal static class Descriptions
{
    private const string EventEncoding = "telephone-event";
    private const byte FirstEventType = 101; // of the others in its neighbourhood none is a codec's

    internal static SessionDescription Offer(IPEndPoint local, IReadOnlyCollection<UeCodec> codecs) => new()
    {
        Origin = Origin.For(local.Address, (ulong)RandomNumberGenerator.GetInt32(int.MaxValue), 1),
        Connection = Connection.For(local.Address),
        Media = [Audio(local.Port, codecs, Events(codecs))],
    };

    /// <summary>Answers with the common formats under the offer's payload types; null when there is no common codec.</summary>
    internal static SessionDescription? Answer(SessionDescription offer, IPEndPoint local, IReadOnlyCollection<UeCodec> codecs)
    {
        var taken = offer.Media.FirstOrDefault(media => IsAudio(media) && Common(media, codecs).Any());
        if (taken is null) return null;

        var common = Common(taken, codecs).ToList();
        var events = taken.RtpMaps.Where(map => IsEvent(map) && common.Exists(codec => codec.Map.ClockRateHz == map.ClockRateHz));
        var line = Audio(local.Port, common, events).WithDirection(offer.DirectionOf(taken).Reversed());
        return new SessionDescription
        {
            Origin = Origin.For(local.Address, (ulong)RandomNumberGenerator.GetInt32(int.MaxValue), 1),
            Connection = Connection.For(local.Address),
            Timings = offer.Timings,
            Media = [.. offer.Media.Select(media => ReferenceEquals(media, taken) ? line : media.Refused())],
        };
    }

    /// <summary>The same media at another address.</summary>
    internal static SessionDescription Moved(SessionDescription ours, IPEndPoint address) => ours with
    {
        Connection = Connection.For(address.Address),
        Media = [.. ours.Media.Select(media => media with { Port = address.Port, Connection = null })],
    };

    /// <summary>What both descriptions in force mean for our media; null when no audio was agreed.</summary>
    internal static MediaSettings? Settle(SessionDescription ours, SessionDescription theirs)
    {
        var index = ours.Media.Zip(theirs.Media).ToList().FindIndex(pair => IsAudio(pair.First) && IsAudio(pair.Second));
        if (index < 0) return null;

        var (own, peer) = (ours.Media[index], theirs.Media[index]);
        var sent = UeCodec.In(peer).FirstOrDefault(codec => UeCodec.In(own).Any(codec.IsSame));
        if (sent is null || !sent.TryFormat(out var format) || theirs.ConnectionOf(peer) is not { } connection || !connection.TryGetAddress(out var address))
            return null;

        return new MediaSettings
        {
            Remote = PeerAddress.From(new IPEndPoint(address, peer.Port)),
            RemoteRtcp = PeerAddress.From(new IPEndPoint(address, peer.RtcpPort ?? peer.Port + 1)),
            Format = format,
            PayloadType = sent.Map.PayloadType,
            Receives = Formats(own),
            EventPayloadType = peer.RtpMaps.FirstOrDefault(map => IsEvent(map) && map.ClockRateHz == format.ClockRateHz)?.PayloadType,
            Sends = ours.DirectionOf(own).HasFlag(MediaDirection.SendOnly) && !connection.IsUnspecified,
        };
    }

    /// <summary>The same description with another direction of its audio.</summary>
    internal static SessionDescription Turned(SessionDescription description, MediaDirection direction) =>
        description with { Media = [.. description.Media.Select(media => IsAudio(media) ? media.WithDirection(direction) : media)] };

    // Ours in the offer's numbers; what shapes AMR's payload is the same on both sides, the rest of fmtp each says of itself.
    private static IEnumerable<UeCodec> Common(MediaDescription offered, IReadOnlyCollection<UeCodec> codecs) =>
        from theirs in UeCodec.In(offered)
        let mine = codecs.FirstOrDefault(theirs.IsSame)
        where mine is not null
        select mine with { Map = theirs.Map };

    private static IEnumerable<RtpMap> Events(IEnumerable<UeCodec> codecs)
    {
        var type = FirstEventType;
        foreach (var clockRateHz in codecs.Select(codec => codec.Map.ClockRateHz).Distinct().Order())
        {
            while (codecs.Any(codec => codec.Map.PayloadType == type)) type++;
            yield return new RtpMap(type++, EventEncoding, clockRateHz);
        }
    }

    private static MediaDescription Audio(int port, IEnumerable<UeCodec> codecs, IEnumerable<RtpMap> events)
    {
        var line = new MediaDescription { Media = "audio", Port = port, Bandwidths = [new Bandwidth("AS", 80)] };
        line = codecs.Aggregate(line, (sum, codec) => sum.WithFormat(codec.Map, codec.Fmtp.Length > 0 ? codec.Fmtp : null));
        line = events.Aggregate(line, (sum, map) => sum.WithFormat(map, "0-15"));
        return line.WithAttribute("ptime", "20").WithAttribute("maxptime", "240").WithDirection(MediaDirection.SendReceive);
    }

    private static Dictionary<byte, AudioFormat> Formats(MediaDescription own)
    {
        var formats = new Dictionary<byte, AudioFormat>();
        foreach (var codec in UeCodec.In(own))
        {
            if (codec.TryFormat(out var format)) formats[codec.Map.PayloadType] = format;
        }

        return formats;
    }

    private static bool IsAudio(MediaDescription media) => media is { Media: "audio", IsRefused: false };

    private static bool IsEvent(RtpMap map) => map.Encoding.Equals(EventEncoding, StringComparison.OrdinalIgnoreCase);
}

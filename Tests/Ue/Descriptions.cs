using System.Net;
using System.Security.Cryptography;
using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;
using ImsConference.Sip.Sdp;
using ImsConference.Tests.Ue.Media;

namespace ImsConference.Tests.Ue;

/// <summary>A UE's side of offer and answer (RFC 3264): one audio line, G.711 and telephone-event.</summary>
internal static class Descriptions
{
    private const byte EventPayloadType = 101;

    private static readonly RtpMap Mu = new(0, "PCMU", 8000);
    private static readonly RtpMap A = new(8, "PCMA", 8000);
    private static readonly RtpMap Event = new(EventPayloadType, "telephone-event", 8000);

    internal static SessionDescription Offer(IPEndPoint local, IEnumerable<G711Law> codecs) => new()
    {
        Origin = Origin.For(local.Address, (ulong)RandomNumberGenerator.GetInt32(int.MaxValue), 1),
        Connection = Connection.For(local.Address),
        Media = [Audio(local.Port, [.. codecs.Select(MapOf), Event])],
    };

    /// <summary>Answers with the common formats under the offer's payload types; null when there is no common codec.</summary>
    internal static SessionDescription? Answer(SessionDescription offer, IPEndPoint local, IReadOnlyCollection<G711Law> codecs)
    {
        var ours = codecs.Select(MapOf).ToList();
        var taken = offer.Media.FirstOrDefault(m => IsAudio(m) && m.RtpMaps.Any(theirs => ours.Exists(theirs.IsSameFormat)));
        if (taken is null) return null;

        RtpMap[] common = [.. taken.RtpMaps.Where(theirs => ours.Exists(theirs.IsSameFormat) || theirs.IsSameFormat(Event))];
        var line = Audio(local.Port, common).WithDirection(Reversed(offer.DirectionOf(taken)));
        return new SessionDescription
        {
            Origin = Origin.For(local.Address, (ulong)RandomNumberGenerator.GetInt32(int.MaxValue), 1),
            Connection = Connection.For(local.Address),
            Timings = offer.Timings,
            Media = [.. offer.Media.Select(m => ReferenceEquals(m, taken) ? line : m.Refused())],
        };
    }

    /// <summary>What both descriptions in force mean for our media; null when no audio was agreed.</summary>
    internal static MediaSettings? Settle(SessionDescription ours, SessionDescription theirs)
    {
        var index = ours.Media.Zip(theirs.Media).ToList().FindIndex(pair => IsAudio(pair.First) && IsAudio(pair.Second));
        if (index < 0) return null;

        var (own, peer) = (ours.Media[index], theirs.Media[index]);
        var law = peer.RtpMaps.Select(LawOf).FirstOrDefault(l => l is not null);
        if (law is null || theirs.ConnectionOf(peer) is not { } connection || !connection.TryGetAddress(out var address)) return null;

        var sends = ours.DirectionOf(own).HasFlag(MediaDirection.SendOnly) && !connection.IsUnspecified;
        return new MediaSettings
        {
            Remote = PeerAddress.From(new IPEndPoint(address, peer.Port)),
            RemoteRtcp = PeerAddress.From(new IPEndPoint(address, RtcpPort(peer))),
            Law = law.Value,
            EventPayloadType = peer.RtpMaps.FirstOrDefault(m => m.IsSameFormat(Event))?.PayloadType,
            Sends = sends,
        };
    }

    /// <summary>The same description with another direction of its audio.</summary>
    internal static SessionDescription Turned(SessionDescription description, MediaDirection direction) =>
        description with { Media = [.. description.Media.Select(m => IsAudio(m) ? m.WithDirection(direction) : m)] };

    private static MediaDescription Audio(int port, IEnumerable<RtpMap> formats)
    {
        var line = new MediaDescription { Media = "audio", Port = port, Bandwidths = [new Bandwidth("AS", 80)] };
        line = formats.Aggregate(line, (l, map) => l.WithFormat(map, map.IsSameFormat(Event) ? "0-15" : null));
        return line.WithAttribute("ptime", "20").WithAttribute("maxptime", "240").WithDirection(MediaDirection.SendReceive);
    }

    private static int RtcpPort(MediaDescription peer)
    {
        if (peer.TryGetAttribute("rtcp", out var value) && int.TryParse(value.Split(' ')[0], out var port)) return port;
        return peer.Port + 1;
    }

    private static bool IsAudio(MediaDescription media) => media is { Media: "audio", IsRefused: false };

    private static RtpMap MapOf(G711Law law) => law == G711Law.Mu ? Mu : A;

    private static G711Law? LawOf(RtpMap map) => map.IsSameFormat(Mu) ? G711Law.Mu : map.IsSameFormat(A) ? G711Law.A : null;

    private static MediaDirection Reversed(MediaDirection theirs) =>
        (theirs.HasFlag(MediaDirection.SendOnly) ? MediaDirection.ReceiveOnly : MediaDirection.Inactive)
        | (theirs.HasFlag(MediaDirection.ReceiveOnly) ? MediaDirection.SendOnly : MediaDirection.Inactive);
}

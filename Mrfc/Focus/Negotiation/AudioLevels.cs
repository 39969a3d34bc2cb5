using System.Collections.Immutable;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Sdp;

namespace ImsConference.Mrfc.Focus.Negotiation;

/// <summary>Audio levels in RTP header extensions: a peer tells its own (RFC 6464), we tell those of the speakers in its mix (RFC 6465).</summary>
public static class AudioLevels
{
    /// <summary>RFC 6464 §4; read by us.</summary>
    public const string OfSource = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

    /// <summary>RFC 6465 §4; sent by us.</summary>
    public const string OfContributors = "urn:ietf:params:rtp-hdrext:csrc-audio-level";

    private const int LastShortId = 14; // of the one-byte form (RFC 8285 §4.2)

    /// <summary>Those of an offer of ours.</summary>
    public static ImmutableArray<ExtensionMap> Offered { get; } =
    [
        new ExtensionMap(1, MediaDirection.ReceiveOnly, OfSource, "vad=on"),
        new ExtensionMap(2, MediaDirection.SendOnly, OfContributors),
    ];

    /// <summary>What is taken of an offer, with its ids (RFC 8285 §6).</summary>
    public static ImmutableArray<ExtensionMap> Answer(SessionDescription offer, MediaDescription media) =>
    [
        .. from map in offer.ExtensionMapsOf(media)
           let ours = OurUse(map.Uri)
           where map.Id <= LastShortId && ours != MediaDirection.Inactive && map.Direction.HasFlag(ours.Reversed())
           group map with { Direction = ours } by map.Uri into same
           select same.First(),
    ];

    /// <summary>What both descriptions in force have for their audio line.</summary>
    public static IEnumerable<HeaderExtension> Agreed(SessionDescription local, SessionDescription remote, int line) =>
        from ours in local.ExtensionMapsOf(local.Media[line])
        from theirs in remote.ExtensionMapsOf(remote.Media[line])
        where theirs.Id == ours.Id && theirs.Uri == ours.Uri && theirs.Direction.HasFlag(OurUse(ours.Uri).Reversed())
        select new HeaderExtension { Id = (uint)ours.Id, Uri = ours.Uri, Attributes = theirs.ExtensionAttributes };

    private static MediaDirection OurUse(string uri) => uri switch
    {
        OfSource => MediaDirection.ReceiveOnly,
        OfContributors => MediaDirection.SendOnly,
        _ => MediaDirection.Inactive,
    };
}

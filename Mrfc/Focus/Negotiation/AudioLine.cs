using System.Globalization;
using System.Net;
using ImsConference.Mrfc.Focus.Negotiation.Codecs;
using ImsConference.Sip.Sdp;
using Endpoint = ImsConference.Protos.Mp.Endpoint;

namespace ImsConference.Mrfc.Focus.Negotiation;

/// <summary>Writes audio lines.</summary>
internal static class AudioLine
{
    /// <summary>Longest packets that we take, ms. A UE's own 240 (TS 26.114 §6.2.2) would be a quarter of a second more to wait for each word.</summary>
    public const int LongestPacketMs = 60;

    /// <summary>a=label of our audio lines (RFC 4574), by which the roster names the conference's audio.</summary>
    public const string Label = "1";

    private static readonly string[] RtcpBandwidths = ["RS", "RR"];

    /// <summary>A description of ours, without lines yet.</summary>
    public static SessionDescription Describe(Endpoint local, ulong sessionId)
    {
        var address = IPAddress.Parse(local.Address);
        return new SessionDescription { Origin = Origin.For(address, sessionId), Connection = Connection.For(address) };
    }

    public static MediaDescription Empty(Endpoint local, string protocol = "RTP/AVP") =>
        new() { Media = "audio", Port = (int)local.RtpPort, Protocol = protocol };

    /// <summary>The answer to the line of a choice.</summary>
    public static MediaDescription Answer(SessionDescription offer, AudioChoice choice, Endpoint local, LocalSession session)
    {
        var offered = offer.Media[choice.Line];
        var (codec, map, parameters) = choice.Voice;
        var line = WithVoice(Empty(local, offered.Protocol), map, parameters);
        if (choice.Events is { } events) line = WithSide(line, events);
        if (choice.ComfortNoise is { } noise) line = WithSide(line, noise);
        line = WithLabel(WithPacketTimes(line.WithBandwidth("AS", Kbps(codec, parameters, choice.PacketMs, local)), choice.PacketMs));

        // RTCP's share is one figure for the session, and 0 switches it off on both sides (RFC 3556 §2, TS 26.114 §7.3.1).
        foreach (var type in RtcpBandwidths)
        {
            if (offered.BandwidthOf(type) is { } bps) line = line.WithBandwidth(type, bps);
        }

        if (offered.HasRtcpMux) line = line.WithAttribute("rtcp-mux");
        if (choice.Crypto is { } key) line = Srtp.Answer(line, session, key);
        return WithExtensions(line, choice.Extensions).WithDirection(offer.DirectionOf(offered).Reversed());
    }

    public static MediaDescription WithVoice(MediaDescription line, RtpMap map, FormatParameters parameters) =>
        line.WithFormat(map, parameters.ToString() is { Length: > 0 } text ? text : null);

    /// <param name="line">The line.</param>
    /// <param name="map">telephone-event or comfort noise.</param>
    public static MediaDescription WithSide(MediaDescription line, RtpMap map) =>
        line.WithFormat(map, SideFormats.IsEvent(map) ? SideFormats.DtmfEvents : null);

    public static MediaDescription WithPacketTimes(MediaDescription line, int packetMs) =>
        line.WithAttribute("ptime", Text(packetMs)).WithAttribute("maxptime", Text(LongestPacketMs));

    public static MediaDescription WithLabel(MediaDescription line) => line.WithAttribute("label", Label);

    public static MediaDescription WithExtensions(MediaDescription line, IEnumerable<ExtensionMap> extensions) =>
        line with { Attributes = [.. line.Attributes, .. extensions.Select(map => map.ToAttribute())] };

    /// <summary>b=AS that this format needs at that address.</summary>
    public static int Kbps(AudioCodec codec, FormatParameters parameters, int packetMs, Endpoint local) =>
        ReceiveLimit.KbpsOf(codec.LongestPayload(parameters, packetMs), packetMs, IPAddress.Parse(local.Address).GetAddressBytes().Length > 4);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

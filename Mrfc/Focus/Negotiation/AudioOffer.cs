using ImsConference.Mrfc.Focus.Negotiation.Codecs;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Sdp;
using Endpoint = ImsConference.Protos.Mp.Endpoint;

namespace ImsConference.Mrfc.Focus.Negotiation;

/// <summary>An audio line that we offer: each codec in our order, AMR in both of its forms, an event for each clock rate, comfort noise.</summary>
/// <param name="codecs">Those that the MRFP has.</param>
/// <param name="formats">All that it has.</param>
/// <param name="local">Where it receives.</param>
internal sealed class AudioOffer(CodecList codecs, IReadOnlyList<PayloadFormat> formats, Endpoint local)
{
    private const int PacketMs = 20;

    /// <summary>The line of a new session.</summary>
    public MediaDescription Write()
    {
        var line = AudioLine.WithPacketTimes(WithFormats(AudioLine.Empty(local), new PayloadNumbers()), PacketMs);
        line = AudioLine.WithLabel(line).WithAttribute("rtcp-mux");
        return AudioLine.WithExtensions(line, AudioLevels.Offered).WithDirection(MediaDirection.SendReceive);
    }

    /// <summary>A line in force, with what it lacks after what is in use.</summary>
    /// <param name="current">Our line in force.</param>
    /// <param name="theirs">The peer's.</param>
    public MediaDescription Widen(MediaDescription current, MediaDescription theirs) =>
        WithFormats(current, new PayloadNumbers(current, theirs)).WithDirection(MediaDirection.SendReceive);

    private MediaDescription WithFormats(MediaDescription line, PayloadNumbers numbers)
    {
        var present = VoiceFormat.In(line, codecs);
        foreach (var codec in codecs.All)
        {
            foreach (var parameters in codec.Offered)
            {
                if (present.Exists(known => known.Codec == codec && codec.IsAnsweredBy(parameters, known.Parameters))) continue;
                line = AudioLine.WithVoice(line, MapOf(codec, numbers), parameters);
            }
        }

        foreach (var side in SideFormats.Offered(codecs.All, formats, numbers).Where(side => !line.RtpMaps.Any(side.IsSameFormat)))
            line = AudioLine.WithSide(line, side);
        return line.WithBandwidth("AS", VoiceFormat.In(line, codecs).Select(voice => AudioLine.Kbps(voice.Codec, voice.Parameters, PacketMs, local)).DefaultIfEmpty().Max());
    }

    private static RtpMap MapOf(AudioCodec codec, PayloadNumbers numbers) =>
        new(codec.StaticPayloadType ?? numbers.Voice(), codec.Encoding, codec.ClockRateHz, codec.Channels);
}

using ImsConference.Mrfc.Focus.Negotiation.Codecs;
using ImsConference.Sip.Sdp;

namespace ImsConference.Mrfc.Focus.Negotiation;

/// <summary>A payload type that carries voice.</summary>
/// <param name="Codec">Its codec.</param>
/// <param name="Map">Its number, and its name as whoever numbered it writes it.</param>
/// <param name="Parameters">Its a=fmtp, of the side whose description it stands in.</param>
public sealed record VoiceFormat(AudioCodec Codec, RtpMap Map, FormatParameters Parameters)
{
    /// <summary>Those of a media line, in its order; payload types that are no codec of the list are left out.</summary>
    public static List<VoiceFormat> In(MediaDescription media, CodecList codecs)
    {
        var formats = new List<VoiceFormat>();
        foreach (var map in media.RtpMaps)
        {
            if (codecs.Find(map) is { } codec) formats.Add(new VoiceFormat(codec, map, FormatParameters.Read(media.FormatParameters(map.PayloadType))));
        }

        return formats;
    }
}

using System.Collections.Immutable;
using ImsConference.Sip.Sdp;

namespace ImsConference.Mrfc.Focus.Negotiation;

/// <summary>What is taken of an offer: one audio line, one voice format, and what goes with it.</summary>
/// <param name="Line">Index of the media line, from 0.</param>
/// <param name="Voice">With the offerer's payload type and our parameters. One only, so that nobody switches in the middle of a call.</param>
/// <param name="PacketMs">Length of packets that the offerer asks for, as far as the codec has it.</param>
public sealed record AudioChoice(int Line, VoiceFormat Voice, int PacketMs)
{
    /// <summary>telephone-event (RFC 4733), or null.</summary>
    public RtpMap? Events { get; init; }

    /// <summary>CN (RFC 3389), or null.</summary>
    public RtpMap? ComfortNoise { get; init; }

    /// <summary>RTP header extensions, with the offerer's ids and as we see them.</summary>
    public ImmutableArray<ExtensionMap> Extensions { get; init; } = [];

    /// <summary>The offerer's key for SRTP, or null for RTP in the clear.</summary>
    public CryptoAttribute? Crypto { get; init; }
}

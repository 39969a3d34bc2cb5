using System.Text;
using ImsConference.Mrfc.Focus.Negotiation;
using ImsConference.Mrfc.Focus.Negotiation.Codecs;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Sessions;
using NUnit.Framework;
using Endpoint = ImsConference.Protos.Mp.Endpoint;

namespace ImsConference.Tests.Unit.Focus.Negotiation;

/// <summary>Offers in, answers and streams out, as text; an MRFP that has everything unless said.</summary>
internal sealed class NegotiationBench(params string[] codecs)
{
    private readonly LocalSession _session = new(7);

    internal static readonly Endpoint Local = new() { Address = "192.0.2.1", RtpPort = 10_000, RtcpPort = 10_001 };

    internal CodecList Codecs { get; } = CodecList.From(codecs, opusBps: 32_000);

    internal bool PrefersOwnOrder { get; init; }

    internal Endpoint At { get; init; } = Local;

    internal IReadOnlyList<PayloadFormat> Formats { get; init; } =
    [
        .. new[] { ("PCMU", 8000), ("PCMA", 8000), ("G722", 8000), ("opus", 48_000), ("AMR", 8000), ("AMR-WB", 16_000), ("CN", 8000) }.Select(Format),
        .. new[] { 8000, 16_000, 48_000 }.Select(clockRateHz => Format(("telephone-event", clockRateHz))),
    ];

    internal SrtpUse Srtp { get; init; }

    internal MediaCapability Capability => new() { Media = MediaType.Audio, Formats = { Formats }, SrtpSuites = { "AES_CM_128_HMAC_SHA1_80", "AEAD_AES_128_GCM" } };

    internal AudioNegotiator Negotiator => new(Codecs, PrefersOwnOrder, maxBandwidthKbps: 2_000, Srtp);

    /// <summary>The answer to an audio line at 192.0.2.99:4000, from its b= lines on.</summary>
    /// <param name="offer">m= line's formats, then what follows it.</param>
    internal string Answer(string offer) => Lines(AnswerTo(Offer(offer)).Media[0]);

    /// <returns>The status of the refusal.</returns>
    internal Refusal Refuse(string offer) => Refuse(Offer(offer));

    /// <inheritdoc cref="Refuse(string)"/>
    internal Refusal Refuse(SessionDescription offer)
    {
        Assert.That(Negotiator.TryChoose(offer, Capability, null, out _, out var refusal), Is.False);
        return refusal;
    }

    internal SessionDescription AnswerTo(SessionDescription offer)
    {
        Assert.That(Negotiator.TryChoose(offer, Capability, null, out var choice, out var refusal), Is.True, refusal?.Text);
        return AudioNegotiator.Answer(offer, choice, At, _session);
    }

    internal SessionDescription OurOffer() => Negotiator.Offer(Capability, At, _session);

    /// <summary>What the MRFP is told when this offer was answered.</summary>
    internal StreamDescriptor StreamOfAnswer(string offer)
    {
        var theirs = Offer(offer);
        return Stream(AnswerTo(theirs), theirs);
    }

    /// <summary>What the MRFP is told when our offer was answered so.</summary>
    internal StreamDescriptor StreamOfOffer(string answer) => Stream(OurOffer(), Offer(answer));

    internal static SessionDescription Offer(string line, string address = "IN IP4 192.0.2.99", string session = "")
    {
        var text = $"v=0\no=ue 1 1 {address}\ns=-\nc={address}\nt=0 0\n{session}m=audio 4000 RTP/AVP {line}\n";
        Assert.That(SessionDescription.TryParse(Encoding.UTF8.GetBytes(text), out var description, out var fault), fault);
        return description;
    }

    /// <summary>m= line's formats, and what follows it.</summary>
    internal static string Lines(MediaDescription media)
    {
        var text = Encoding.UTF8.GetString(new SessionDescription { Origin = new Origin("-", 0, 0, "192.0.2.1"), Media = [media] }.Write());
        return text[text.IndexOf("m=", StringComparison.Ordinal)..].Split(' ', 4)[3].TrimEnd().ReplaceLineEndings("\n");
    }

    /// <summary>Payload type, format and parameters, one a line.</summary>
    internal static string Text(IEnumerable<PayloadFormat> formats) => string.Join('\n', formats.Select(format =>
        $"{format.PayloadType} {format.Encoding}/{format.ClockRateHz} {format.Fmtp}".TrimEnd()));

    internal StreamDescriptor Stream(SessionDescription local, SessionDescription? remote) =>
        new StreamMapper(Codecs, TimeSpan.FromSeconds(60)).Describe(local, remote, 0, isThroughConnected: true);

    private static PayloadFormat Format((string Encoding, int ClockRateHz) format) => new() { Encoding = format.Encoding, ClockRateHz = (uint)format.ClockRateHz };
}

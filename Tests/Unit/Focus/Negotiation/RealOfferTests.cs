using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus.Negotiation;

/// <summary>Offers as UEs send them, and every line of their answers.</summary>
public sealed class RealOfferTests
{
    private const string VoLte = """
        104 110 102 108 105 100
        b=AS:41
        b=RS:0
        b=RR:2500
        a=rtpmap:104 AMR-WB/16000/1
        a=fmtp:104 mode-change-capability=2;max-red=220
        a=rtpmap:110 AMR-WB/16000/1
        a=fmtp:110 octet-align=1;mode-change-capability=2;max-red=220
        a=rtpmap:102 AMR/8000/1
        a=fmtp:102 mode-change-capability=2;max-red=220
        a=rtpmap:108 AMR/8000/1
        a=fmtp:108 octet-align=1;mode-change-capability=2;max-red=220
        a=rtpmap:105 telephone-event/16000
        a=fmtp:105 0-15
        a=rtpmap:100 telephone-event/8000
        a=fmtp:100 0-15
        a=ptime:20
        a=maxptime:240
        a=sendrecv
        """;

    private const string VoLteAnswer = """
        104 105
        b=AS:41
        b=RS:0
        b=RR:2500
        a=rtpmap:104 AMR-WB/16000
        a=fmtp:104 mode-change-capability=2; max-red=0
        a=rtpmap:105 telephone-event/16000
        a=fmtp:105 0-15
        a=ptime:20
        a=maxptime:60
        a=label:1
        a=sendrecv
        """;

    /// <summary>EVS, which we lack, comes first, then AMR-WB with the modes of a network.</summary>
    private const string MmTel = """
        98 97 99 100 96
        b=AS:50
        a=rtpmap:98 EVS/16000/1
        a=fmtp:98 br=5.9-24.4; bw=nb-swb; max-red=220
        a=rtpmap:97 AMR-WB/16000/1
        a=fmtp:97 octet-align=0; mode-set=0,1,2; mode-change-period=2; mode-change-capability=2; mode-change-neighbor=1; max-red=0
        a=rtpmap:99 AMR/8000/1
        a=fmtp:99 octet-align=0; mode-set=0,2,4,7; max-red=0
        a=rtpmap:100 telephone-event/16000
        a=fmtp:100 0-15
        a=rtpmap:96 telephone-event/8000
        a=fmtp:96 0-15
        a=ptime:20
        a=maxptime:240
        a=curr:qos local none
        """;

    private const string MmTelAnswer = """
        97 100
        b=AS:30
        a=rtpmap:97 AMR-WB/16000
        a=fmtp:97 octet-align=0; mode-set=0,1,2; mode-change-capability=2; max-red=0
        a=rtpmap:100 telephone-event/16000
        a=fmtp:100 0-15
        a=ptime:20
        a=maxptime:60
        a=label:1
        a=sendrecv
        """;

    /// <summary>A browser behind a gateway that ends DTLS and ICE.</summary>
    private const string Web = """
        111 63 9 0 8 13 110 126
        a=rtcp:9 IN IP4 0.0.0.0
        a=rtcp-mux
        a=rtcp-rsize
        a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
        a=extmap:5/recvonly urn:ietf:params:rtp-hdrext:csrc-audio-level
        a=rtpmap:111 opus/48000/2
        a=rtcp-fb:111 transport-cc
        a=fmtp:111 minptime=10;useinbandfec=1
        a=rtpmap:63 red/48000/2
        a=fmtp:63 111/111
        a=rtpmap:9 G722/8000
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:13 CN/8000
        a=rtpmap:110 telephone-event/48000
        a=rtpmap:126 telephone-event/8000
        a=ssrc:3735928559 cname:web
        a=sendrecv
        """;

    private const string WebAnswer = """
        111 110
        b=AS:48
        a=rtpmap:111 opus/48000/2
        a=fmtp:111 maxaveragebitrate=32000; stereo=0; sprop-stereo=0; useinbandfec=1; usedtx=1; minptime=10
        a=rtpmap:110 telephone-event/48000
        a=fmtp:110 0-15
        a=ptime:20
        a=maxptime:60
        a=label:1
        a=rtcp-mux
        a=extmap:1/recvonly urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=extmap:5/sendonly urn:ietf:params:rtp-hdrext:csrc-audio-level
        a=sendrecv
        """;

    /// <summary>Opus with events of 8 kHz only, as most softphones have it.</summary>
    private const string Softphone = """
        96 9 8 0 101
        a=rtpmap:96 opus/48000/2
        a=fmtp:96 stereo=1;sprop-stereo=1
        a=rtpmap:9 G722/8000
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-16
        a=ptime:60
        a=recvonly
        """;

    private const string SoftphoneAnswer = """
        96 101
        b=AS:38
        a=rtpmap:96 opus/48000/2
        a=fmtp:96 maxaveragebitrate=32000; stereo=0; sprop-stereo=0; useinbandfec=1; usedtx=1; minptime=10
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-15
        a=ptime:60
        a=maxptime:60
        a=label:1
        a=sendonly
        """;

    /// <summary>An old phone: no rtpmap for what RFC 3551 numbers, comfort noise, packets of 30 ms, on hold.</summary>
    private const string DeskPhone = """
        18 0 13 101
        a=rtpmap:101 telephone-event/8000
        a=ptime:30
        a=sendonly
        """;

    private const string DeskPhoneAnswer = """
        0 101 13
        b=AS:75
        a=rtpmap:0 PCMU/8000
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-15
        a=rtpmap:13 CN/8000
        a=ptime:30
        a=maxptime:60
        a=label:1
        a=recvonly
        """;

    [TestCase(VoLte, VoLteAnswer)]
    [TestCase(MmTel, MmTelAnswer)]
    [TestCase(Web, WebAnswer)]
    [TestCase(Softphone, SoftphoneAnswer)]
    [TestCase(DeskPhone, DeskPhoneAnswer)]
    public void Is_answered(string offer, string answer) => Assert.That(new NegotiationBench().Answer(offer), Is.EqualTo(answer));

    [Test]
    public void Our_own_offer()
    {
        const string Offer = """
            96 97 98 9 99 100 8 0 101 102 103 13
            b=AS:80
            a=rtpmap:96 AMR-WB/16000
            a=fmtp:96 mode-change-capability=2; max-red=0
            a=rtpmap:97 AMR-WB/16000
            a=fmtp:97 octet-align=1; mode-change-capability=2; max-red=0
            a=rtpmap:98 opus/48000/2
            a=fmtp:98 maxaveragebitrate=32000; stereo=0; sprop-stereo=0; useinbandfec=1; usedtx=1; minptime=10
            a=rtpmap:9 G722/8000
            a=rtpmap:99 AMR/8000
            a=fmtp:99 mode-change-capability=2; max-red=0
            a=rtpmap:100 AMR/8000
            a=fmtp:100 octet-align=1; mode-change-capability=2; max-red=0
            a=rtpmap:8 PCMA/8000
            a=rtpmap:0 PCMU/8000
            a=rtpmap:101 telephone-event/8000
            a=fmtp:101 0-15
            a=rtpmap:102 telephone-event/16000
            a=fmtp:102 0-15
            a=rtpmap:103 telephone-event/48000
            a=fmtp:103 0-15
            a=rtpmap:13 CN/8000
            a=ptime:20
            a=maxptime:60
            a=label:1
            a=rtcp-mux
            a=extmap:1/recvonly urn:ietf:params:rtp-hdrext:ssrc-audio-level vad=on
            a=extmap:2/sendonly urn:ietf:params:rtp-hdrext:csrc-audio-level
            a=sendrecv
            """;
        Assert.That(NegotiationBench.Lines(new NegotiationBench().OurOffer().Media[0]), Is.EqualTo(Offer));
    }

    [Test]
    public void An_offer_has_only_what_is_configured_and_what_the_MRFP_has()
    {
        var bench = new NegotiationBench("PCMU", "AMR-WB", "opus")
        {
            Formats = [new() { Encoding = "pcmu", ClockRateHz = 8000 }, new() { Encoding = "amr-wb", ClockRateHz = 16_000 }, new() { Encoding = "PCMA", ClockRateHz = 8000 }],
        };
        Assert.That(bench.OurOffer().Media[0].Formats, Is.EqualTo(["0", "96", "97"]));
    }

    [TestCase(false, "0")]
    [TestCase(true, "97")]
    public void Whose_order_counts_is_a_setting(bool ours, string expected)
    {
        var bench = new NegotiationBench("AMR-WB", "PCMU") { PrefersOwnOrder = ours };
        var answer = bench.AnswerTo(NegotiationBench.Offer("8 0 97 98\na=rtpmap:97 AMR-WB/16000\na=rtpmap:98 AMR-WB/16000\na=fmtp:98 octet-align=1"));
        Assert.That(answer.Media[0].Formats, Is.EqualTo([expected]));
    }

    [Test]
    public void The_same_offer_again_gets_the_same_answer_and_a_changed_one_a_new_version()
    {
        var bench = new NegotiationBench();
        var first = bench.AnswerTo(NegotiationBench.Offer(VoLte));
        Assert.That(bench.AnswerTo(NegotiationBench.Offer(VoLte)).Following(first).Origin.Version, Is.EqualTo(first.Origin.Version));
        Assert.That(bench.AnswerTo(NegotiationBench.Offer(Web)).Following(first).Origin.Version, Is.EqualTo(first.Origin.Version + 1));
    }
}

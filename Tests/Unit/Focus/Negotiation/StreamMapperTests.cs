using ImsConference.Mrfc.Focus.Negotiation;
using ImsConference.Protos.Mp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus.Negotiation;

/// <summary>What the MRFP is told of two descriptions.</summary>
public sealed class StreamMapperTests
{
    private static readonly NegotiationBench Bench = new();

    [Test]
    public void An_answer_keeps_the_offers_numbers_in_both_directions()
    {
        var stream = Bench.StreamOfAnswer("""
            97 98 99
            a=rtpmap:97 AMR-WB/16000
            a=fmtp:97 octet-align=1; crc=1
            a=rtpmap:98 AMR-WB/16000
            a=fmtp:98 mode-set=0,2; mode-change-period=2
            a=rtpmap:99 telephone-event/16000
            a=fmtp:99 0-11
            """);
        Assert.That(NegotiationBench.Text(stream.SendFormats), Is.EqualTo("98 AMR-WB/16000 mode-set=0,2; mode-change-period=2\n99 telephone-event/16000 0-11"));
        Assert.That(NegotiationBench.Text(stream.ReceiveFormats),
            Is.EqualTo("98 AMR-WB/16000 mode-set=0,2; mode-change-capability=2; max-red=0\n99 telephone-event/16000 0-15"));
        Assert.That(stream.DetectDtmf);
    }

    [Test]
    public void Of_two_payload_types_of_a_codec_the_one_that_was_taken_is_sent()
    {
        const string Offer = """
            97 98
            b=AS:8
            a=rtpmap:97 AMR/8000
            a=fmtp:97 mode-set=7
            a=rtpmap:98 AMR/8000
            a=fmtp:98 mode-set=0,2,4,7
            """;
        Assert.That(Bench.StreamOfAnswer(Offer).SendFormats.Single().PayloadType, Is.EqualTo(98));
    }

    [Test]
    public void An_answer_with_numbers_of_its_own_is_sent_with_them_and_received_with_ours()
    {
        var stream = Bench.StreamOfOffer("""
            120 121
            a=rtpmap:120 AMR-WB/16000/1
            a=fmtp:120 octet-align=1; mode-set=2
            a=rtpmap:121 telephone-event/16000
            """);
        Assert.That(NegotiationBench.Text(stream.SendFormats), Is.EqualTo("120 AMR-WB/16000 octet-align=1; mode-set=2\n121 telephone-event/16000"));
        Assert.That(NegotiationBench.Text(stream.ReceiveFormats),
            Is.EqualTo("97 AMR-WB/16000 octet-align=1; mode-change-capability=2; max-red=0\n102 telephone-event/16000 0-15"));
        Assert.That(StreamMapper.CanTalk(stream));
    }

    [Test]
    public void An_answer_with_several_codecs_is_sent_the_first_and_may_send_each()
    {
        var stream = Bench.StreamOfOffer("0 96 101 13\na=rtpmap:96 AMR-WB/16000\na=rtpmap:101 telephone-event/8000");
        Assert.That(NegotiationBench.Text(stream.SendFormats), Is.EqualTo("0 PCMU/8000\n101 telephone-event/8000"));
        Assert.That(stream.ReceiveFormats.Select(format => format.PayloadType), Is.EqualTo(new uint[] { 96, 0, 101, 13 }));
    }

    [Test]
    public void An_answer_in_another_form_than_any_we_offered_is_worth_nothing() => Assert.That(
        StreamMapper.CanTalk(Bench.StreamOfOffer("96\na=rtpmap:96 AMR-WB/16000\na=fmtp:96 octet-align=1; robust-sorting=1")), Is.False);

    [Test]
    public void Before_an_answer_everything_of_ours_may_come_and_nothing_is_sent()
    {
        var stream = Bench.Stream(Bench.OurOffer(), null);
        Assert.That(stream.ReceiveFormats, Has.Count.EqualTo(12));
        Assert.That(stream.SendFormats, Is.Empty);
        Assert.That(stream.Direction, Is.EqualTo(Direction.Inactive));
    }

    [TestCase("a=maxptime:240", ExpectedResult = 20)]
    [TestCase("a=ptime:10", ExpectedResult = 10)]
    [TestCase("a=ptime:30", ExpectedResult = 30)]
    [TestCase("a=ptime:40", ExpectedResult = 40)]
    [TestCase("a=ptime:50", ExpectedResult = 40)]
    [TestCase("a=ptime:60", ExpectedResult = 60)]
    [TestCase("a=ptime:240", ExpectedResult = 60)]
    [TestCase("a=ptime:40\na=maxptime:30", ExpectedResult = 30)]
    [TestCase("a=ptime:5", ExpectedResult = 10, Description = "nothing shorter is to be had")]
    [TestCase("a=ptime:x", ExpectedResult = 20)]
    public int Packets_are_as_long_as_the_peer_asks(string attributes) => (int)Bench.StreamOfAnswer($"0\n{attributes}").PtimeMs;

    [TestCase("a=ptime:10", ExpectedResult = 20)]
    [TestCase("a=ptime:30", ExpectedResult = 20)]
    [TestCase("a=ptime:40", ExpectedResult = 40)]
    [TestCase("a=ptime:60\na=maxptime:50", ExpectedResult = 40)]
    public int Codecs_of_20_ms_frames_have_multiples(string attributes) => (int)Bench.StreamOfAnswer($"97\na=rtpmap:97 opus/48000/2\n{attributes}").PtimeMs;

    [TestCase("a=x", "", ExpectedResult = "")]
    [TestCase("b=AS:40", "", ExpectedResult = "maxaveragebitrate=24000")]
    [TestCase("b=AS:40", "maxaveragebitrate=20000; usedtx=1", ExpectedResult = "maxaveragebitrate=20000; usedtx=1")]
    [TestCase("b=AS:40", "maxaveragebitrate=64000; usedtx=1", ExpectedResult = "maxaveragebitrate=24000; usedtx=1")]
    [TestCase("b=AS:18", "", ExpectedResult = "maxaveragebitrate=6000", Description = "the least that Opus has")]
    [TestCase("b=AS:8", "", ExpectedResult = "", Description = "no room for headers: they were not counted")]
    [TestCase("b=AS:1000", "", ExpectedResult = "")]
    [TestCase("b=AS:40", "maxplaybackrate=x; maxaveragebitrate=0; usedtx=1", ExpectedResult = "usedtx=1; maxaveragebitrate=24000", Description = "figures that are none")]
    public string Opus_is_sent_within_the_bandwidth(string bandwidth, string parameters) =>
        Bench.StreamOfAnswer($"97\n{bandwidth}\na=rtpmap:97 opus/48000/2\na=fmtp:97 {parameters}").SendFormats.Single().Fmtp;

    [TestCase("a=extmap:1 ssrc vad=on", ExpectedResult = "1 ssrc vad=on")]
    [TestCase("a=extmap:3/recvonly csrc\na=extmap:1/sendrecv ssrc vad=off", ExpectedResult = "3 csrc, 1 ssrc vad=off")]
    [TestCase("a=extmap:1/recvonly ssrc", ExpectedResult = "", Description = "we do not send it")]
    [TestCase("a=extmap:1/sendonly csrc", ExpectedResult = "", Description = "nor receive this")]
    [TestCase("a=extmap:1/inactive ssrc", ExpectedResult = "")]
    [TestCase("a=extmap:15 ssrc\na=extmap:4097 csrc", ExpectedResult = "", Description = "ids of the one-byte form only")]
    [TestCase("a=extmap:2 urn:other\na=extmap:4 ssrc\na=extmap:5 ssrc", ExpectedResult = "4 ssrc")]
    public string Header_extensions_keep_the_offers_ids(string attributes)
    {
        var offer = attributes.Replace(" ssrc", $" {AudioLevels.OfSource}", StringComparison.Ordinal).Replace(" csrc", $" {AudioLevels.OfContributors}", StringComparison.Ordinal);
        return string.Join(", ", Bench.StreamOfAnswer($"0\n{offer}").HeaderExtensions
            .Select(extension => $"{extension.Id} {(extension.Uri == AudioLevels.OfSource ? "ssrc" : "csrc")} {extension.Attributes}".TrimEnd()));
    }

    [Test]
    public void A_header_extension_of_the_session_holds_for_the_line()
    {
        var offer = NegotiationBench.Offer("0", session: $"a=extmap:7 {AudioLevels.OfSource}\n");
        Assert.That(Bench.Stream(Bench.AnswerTo(offer), offer).HeaderExtensions.Single().Id, Is.EqualTo(7));
    }

    [Test]
    public void Levels_that_an_answer_takes_of_our_offer_are_agreed()
    {
        var stream = Bench.StreamOfOffer($"8\na=extmap:1/sendonly {AudioLevels.OfSource} vad=on");
        Assert.That(stream.HeaderExtensions.Select(extension => extension.Id), Is.EqualTo(new uint[] { 1 }));
    }

    [Test]
    public void Over_IPv6_the_headers_are_longer()
    {
        var bench = new NegotiationBench { At = new() { Address = "2001:db8::1", RtpPort = 10_000 } };
        var answer = bench.AnswerTo(NegotiationBench.Offer("97\nb=AS:38\na=rtpmap:97 AMR-WB/16000", "IN IP6 2001:db8::99"));
        Assert.That(answer.Media[0].BandwidthOf("AS"), Is.EqualTo(38));
        Assert.That(answer.Media[0].FormatParameters(97), Does.StartWith("mode-set=0,1,2;"));
    }

    [Test]
    public void An_offer_again_keeps_what_is_in_use_and_numbers_the_rest_anew()
    {
        var offer = NegotiationBench.Offer("96 101\na=rtpmap:96 opus/48000/2\na=rtpmap:101 telephone-event/48000\na=sendonly");
        var again = Bench.Negotiator.OfferAgain(Bench.AnswerTo(offer), offer, 0, Bench.Capability, NegotiationBench.Local);
        var line = again.Media[0];
        Assert.That(line.Formats, Is.EqualTo(["96", "101", "97", "98", "9", "99", "100", "8", "0", "102", "103", "13"]));
        Assert.That(line.RtpMaps.Select(map => map.Encoding),
            Is.EqualTo(["opus", "telephone-event", "AMR-WB", "AMR-WB", "G722", "AMR", "AMR", "PCMA", "PCMU", "telephone-event", "telephone-event", "CN"]));
        Assert.That(line.Direction, Is.EqualTo(ImsConference.Sip.Sdp.MediaDirection.SendReceive));
        Assert.That(line.BandwidthOf("AS"), Is.EqualTo(80));
    }
}

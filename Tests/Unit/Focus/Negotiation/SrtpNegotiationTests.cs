using ImsConference.Mrfc.Focus.Negotiation;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Sdp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus.Negotiation;

/// <summary>SRTP in offer and answer (RFC 4568): which key is taken, what is answered, and what the MRFP is told.</summary>
public sealed class SrtpNegotiationTests
{
    private const string Key30 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd";
    private const string Key28 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGw==";

    [TestCase("RTP/SAVP")]
    [TestCase("RTP/SAVPF")]
    [TestCase("RTP/AVP")]
    public void An_offered_key_is_answered_with_ours(string protocol)
    {
        var bench = new NegotiationBench { Srtp = SrtpUse.Accept };
        var offer = Offer(protocol, $"4 AES_CM_128_HMAC_SHA1_80 inline:{Key30}|2^20");
        var answer = bench.AnswerTo(offer);
        Assert.That(answer.Media[0].Protocol, Is.EqualTo(protocol));
        var ours = CryptoIn(answer);
        Assert.That((ours.Tag, ours.Suite, ours.Key.Length), Is.EqualTo((4, "AES_CM_128_HMAC_SHA1_80", 30)));

        var stream = bench.Stream(answer, offer);
        Assert.That(stream.SrtpReceive, Is.EqualTo(Mp("AES_CM_128_HMAC_SHA1_80", Convert.FromBase64String(Key30))));
        Assert.That(stream.SrtpSend, Is.EqualTo(Mp("AES_CM_128_HMAC_SHA1_80", [.. ours.Key])));
    }

    [Test]
    public void The_first_key_that_the_MRFP_knows_is_taken()
    {
        var bench = new NegotiationBench { Srtp = SrtpUse.Accept };
        var answer = bench.AnswerTo(Offer(
            "RTP/SAVP",
            $"1 AES_256_CM_HMAC_SHA1_80 inline:{Key30}",
            $"2 AES_CM_128_HMAC_SHA1_32 inline:{Key30}",
            $"3 AES_CM_128_HMAC_SHA1_80 inline:{Key28}", // of the wrong length
            $"4 AEAD_AES_128_GCM inline:{Key28}",
            $"5 AES_CM_128_HMAC_SHA1_80 inline:{Key30}"));
        var ours = CryptoIn(answer);
        Assert.That((ours.Tag, ours.Suite, ours.Key.Length), Is.EqualTo((4, "AEAD_AES_128_GCM", 28)));
    }

    [Test]
    public void A_later_answer_keeps_our_key()
    {
        var bench = new NegotiationBench { Srtp = SrtpUse.Accept };
        var offer = Offer("RTP/SAVP", $"1 AES_CM_128_HMAC_SHA1_80 inline:{Key30}");
        var first = CryptoIn(bench.AnswerTo(offer));
        Assert.That(CryptoIn(bench.AnswerTo(offer)), Is.EqualTo(first));
        Assert.That(CryptoIn(new NegotiationBench { Srtp = SrtpUse.Accept }.AnswerTo(offer)), Is.Not.EqualTo(first), "another session");
    }

    [Test]
    public void What_must_be_protected_and_cannot_be_is_refused()
    {
        var accept = new NegotiationBench { Srtp = SrtpUse.Accept };
        Assert.That(accept.Refuse(Offer("RTP/SAVP")), Is.EqualTo(ImsConference.Mrfc.Focus.Refusals.NoCommonKey));
        Assert.That(accept.Refuse(Offer("RTP/SAVP", "1 AES_CM_128_HMAC_SHA1_80 inline:***")), Is.EqualTo(ImsConference.Mrfc.Focus.Refusals.NoCommonKey));

        var off = new NegotiationBench { Srtp = SrtpUse.Off };
        Assert.That(off.Refuse(Offer("RTP/SAVP", $"1 AES_CM_128_HMAC_SHA1_80 inline:{Key30}")), Is.EqualTo(ImsConference.Mrfc.Focus.Refusals.NoCommonKey));

        var require = new NegotiationBench { Srtp = SrtpUse.Require };
        Assert.That(require.Refuse(Offer("RTP/AVP")), Is.EqualTo(ImsConference.Mrfc.Focus.Refusals.Unprotected));
    }

    [Test]
    public void Switched_off_keys_are_passed_over()
    {
        var bench = new NegotiationBench { Srtp = SrtpUse.Off };
        var offer = Offer("RTP/AVP", $"1 AES_CM_128_HMAC_SHA1_80 inline:{Key30}");
        var answer = bench.AnswerTo(offer);
        Assert.That(answer.Media[0].Crypto, Is.Empty);
        Assert.That(bench.Stream(answer, offer).SrtpSend, Is.Null);
    }

    [Test]
    public void Where_it_is_required_we_offer_every_suite()
    {
        var bench = new NegotiationBench { Srtp = SrtpUse.Require };
        var offer = bench.OurOffer();
        Assert.That(offer.Media[0].Protocol, Is.EqualTo("RTP/SAVP"));
        var ours = offer.Media[0].Crypto.Select(value => CryptoAttribute.TryParse(value, out var crypto) ? crypto : null).ToList();
        Assert.That(ours.Select(crypto => (crypto!.Tag, crypto.Suite)), Is.EqualTo([(1, "AES_CM_128_HMAC_SHA1_80"), (2, "AEAD_AES_128_GCM")]));

        var stream = bench.Stream(offer, Offer("RTP/SAVP", $"2 AEAD_AES_128_GCM inline:{Key28}"));
        Assert.That(stream.SrtpSend, Is.EqualTo(Mp("AEAD_AES_128_GCM", [.. ours[1]!.Key])));
        Assert.That(stream.SrtpReceive, Is.EqualTo(Mp("AEAD_AES_128_GCM", Convert.FromBase64String(Key28))));
    }

    [Test]
    public void An_answer_without_a_key_leaves_a_protected_stream_silent()
    {
        var bench = new NegotiationBench { Srtp = SrtpUse.Require };
        var stream = bench.Stream(bench.OurOffer(), Offer("RTP/SAVP"));
        Assert.That(StreamMapper.CanTalk(stream), Is.False);
        Assert.That(stream.Direction, Is.EqualTo(Direction.Inactive));
    }

    private static SessionDescription Offer(string protocol, params string[] crypto)
    {
        var description = NegotiationBench.Offer("0" + string.Concat(crypto.Select(value => $"\na=crypto:{value}")));
        return description with { Media = [description.Media[0] with { Protocol = protocol }] };
    }

    private static CryptoAttribute CryptoIn(SessionDescription description) =>
        CryptoAttribute.TryParse(description.Media[0].Crypto.Single(), out var crypto) ? crypto : throw new AssertionException("no key");

    private static SrtpKey Mp(string suite, byte[] key) => new() { Suite = suite, Key = Google.Protobuf.ByteString.CopyFrom(key) };
}

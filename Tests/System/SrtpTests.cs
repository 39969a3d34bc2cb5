using System.Net;
using System.Security.Cryptography;
using ImsConference.Sip.Sdp;
using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using ImsConference.Tests.Ue.Hearing;
using ImsConference.Tests.Ue.Sounds;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>SRTP with others who have an SRTP of their own, not libsrtp: ffmpeg, and baresip's libre.</summary>
public sealed class SrtpTests() : LabFixture(UrisOfThisHost)
{
    private const string Tag80 = "AES_CM_128_HMAC_SHA1_80";
    private const string Tag32 = "AES_CM_128_HMAC_SHA1_32";
    private const string Gcm = "AEAD_AES_128_GCM";
    private const int GcmKeyBytes = 28;
    private static readonly TimeSpan Talk = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(0.5);

    [TestCase(Tag80)]
    [TestCase(Tag32)]
    [CancelAfter(60_000)]
    [Requirement("RFC 4568 §5.1.2, RFC 3711 §4", "Media in RTP/SAVP are protected by AES_CM_128_HMAC_SHA1_80 or _32 with the key of the answer")]
    public async Task Ffmpeg_opens_what_is_sent(string suite, CancellationToken stop)
    {
        await using var talker = await Lab.CallAsync(Factory, Tone.HzOf(0), stop);
        await using var ffmpeg = await Ffmpeg.ListenAsync(await Lab.AddUeAsync(Tone.HzOf(1)), talker.ConferenceUri, Ue.UeCodec.Pcma, Talk, stop, suite);
        var heard = await ffmpeg.HeardAsync(stop);

        Assert.That((ffmpeg.Answer.Media[0].Protocol, ffmpeg.Answer.Media[0].Crypto.Count()), Is.EqualTo(("RTP/SAVP", 1)));
        Assert.That(ffmpeg.Answer.Media[0].Crypto.Single(), Does.Contain(suite));
        AssertHears(heard, Tone.HzOf(0), Tone.HzOf(1));
    }

    [TestCase(Tag80)]
    [TestCase(Tag32)]
    [CancelAfter(60_000)]
    [Requirement("RFC 4568 §6.2, RFC 3711 §4", "Media that are protected by AES_CM_128_HMAC_SHA1_80 or _32 with the key of the offer are opened")]
    public async Task What_ffmpeg_sends_is_opened(string suite, CancellationToken stop)
    {
        await using var listener = await Lab.CallAsync(Factory, Tone.HzOf(1), stop);
        await using var ffmpeg = await Ffmpeg.SpeakAsync(await Lab.AddUeAsync(Tone.HzOf(2)), listener.ConferenceUri, Tone.HzOf(0), suite, stop);
        await Task.Delay(Talk, stop);   // it starts, and talks
        var tones = await listener.HearAsync([Tone.HzOf(0)], [Tone.HzOf(1), Tone.HzOf(2)], stop);
        Assert.That(tones.IsExact, Is.True, $"{tones}");
    }

    /// <remarks>
    /// baresip takes AEAD_AES_128_GCM where it is offered, and offers another. So a third party calls the focus with that suite, calls baresip with the
    /// focus's answer, and tells the focus where baresip is (RFC 3725 Flow II): the media go between those two.
    /// </remarks>
    [Test, CancelAfter(60_000)]
    [Requirement("RFC 7714 §14.2", "Media are protected by AEAD_AES_128_GCM both ways, and the key of a peer may change by re-INVITE")]
    public async Task Baresip_and_we_hear_each_other_by_GCM(CancellationToken stop)
    {
        await using var other = await Lab.CallAsync(Factory, Tone.HzOf(1), stop);
        await using var phone = await Baresip.AnswerAsync("gcm", Tone.HzOf(0), "srtp-mand", stop);
        var nowhere = new IPEndPoint(Loopback.Take(), Loopback.TakePorts());
        await using var toFocus = await (await Lab.AddUeAsync(Tone.HzOf(2))).SignalAsync(other.ConferenceUri, Offer(nowhere), stop);
        await using var toPhone = await (await Lab.AddUeAsync(Tone.HzOf(3))).SignalAsync(phone.Uri, toFocus.Answer, stop);
        await toFocus.OfferAsync(Offer(nowhere) with { Connection = toPhone.Answer.ConnectionOf(toPhone.Answer.Media[0]), Media = toPhone.Answer.Media });

        await Task.Delay(Talk, stop);   // they talk
        Assert.That(phone.Suite, Is.EqualTo(Gcm));
        var tones = await other.HearAsync([Tone.HzOf(0)], [Tone.HzOf(1)], stop);
        Assert.That(tones.IsExact, Is.True, $"{tones}");
        AssertHears(await phone.HangUpAsync(stop), Tone.HzOf(1), Tone.HzOf(0));
    }

    private static SessionDescription Offer(IPEndPoint local) => new()
    {
        Origin = Origin.For(local.Address, 7, 1),
        Connection = Connection.For(local.Address),
        Media =
        [
            new MediaDescription { Media = "audio", Port = local.Port, Protocol = "RTP/SAVP" }
                .WithFormat(new RtpMap(0, "PCMU", 8000))
                .WithAttribute("crypto", $"{new CryptoAttribute(1, Gcm, [.. RandomNumberGenerator.GetBytes(GcmKeyBytes)])}"),
        ],
    };

    /// <summary>Two seconds before the end: everybody was there.</summary>
    private static void AssertHears(WavFile heard, double expectedHz, double forbiddenHz)
    {
        Assert.That(heard.Duration, Is.GreaterThan(TimeSpan.FromSeconds(3)));
        var window = heard.Samples.AsSpan()[^Pcm.Samples(TimeSpan.FromSeconds(2) + Margin)..^Pcm.Samples(Margin)];
        var tones = TonesHeard.In(window, [expectedHz], [forbiddenHz]);
        Assert.That(tones.IsExact, Is.True, $"{tones}");
    }
}

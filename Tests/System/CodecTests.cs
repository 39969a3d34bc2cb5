using ImsConference.Tests.EndToEnd.Harness;
using ImsConference.Tests.Ue;
using ImsConference.Tests.Ue.Hearing;
using ImsConference.Tests.Ue.Sounds;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>Conferences of different codecs, with endpoints that share no code with the MRFP: baresip speaks and hears, ffmpeg decodes.</summary>
public sealed class CodecTests() : LabFixture(UrisOfThisHost)
{
    private static readonly TimeSpan Talk = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(0.5);

    [TestCase("opus/48000/2 G722/16000/1 PCMA/8000/1")]
    [TestCase("AMR-WB/16000/1 AMR/8000/1 opus/48000/2")]
    [CancelAfter(60_000)]
    public async Task Phones_hear_exactly_the_others(string codecs, CancellationToken stop)
    {
        var target = Factory;
        var phones = new List<Baresip>();
        try
        {
            foreach (var codec in codecs.Split(' '))
            {
                var phone = await Baresip.CallAsync($"phone-{codec.Split('/')[0]}", target, Lab.Sip, Tone.HzOf(phones.Count), stop, codec);
                phones.Add(phone);
                target = await phone.EstablishedAsync(stop);
            }

            await Task.Delay(Talk, stop);   // they talk
            var heard = await Task.WhenAll(phones.Select(phone => phone.HangUpAsync(stop)));
            for (var i = 0; i < phones.Count; i++) AssertHears(heard[i].ToPcm(), codecs.Split(' ')[i], Others(phones.Count, i), [Tone.HzOf(i)]);
        }
        finally
        {
            foreach (var phone in phones) await phone.DisposeAsync();
        }
    }

    /// <summary>baresip offers telephone-event/8000 only, whatever the clock of its voice.</summary>
    [Test, CancelAfter(60_000)]
    public async Task Keys_are_heard_beside_a_codec_of_another_clock(CancellationToken stop)
    {
        await using var phone = await Baresip.CallAsync("opus-keys", Factory, Lab.Sip, Tone.HzOf(0), stop, "opus/48000/2");
        await phone.EstablishedAsync(stop);
        await phone.SendDigitsAsync("4#", stop);
        await Lab.Mrfc.LineAsync(line => line.Contains("pressed # for", StringComparison.Ordinal), stop);
        await phone.HangUpAsync(stop);
        Assert.That(Lab.Mrfc.Lines.Count(line => line.Contains(" pressed ", StringComparison.Ordinal)), Is.EqualTo(2), "each once");
    }

    [TestCaseSource(nameof(Decodable))]
    [CancelAfter(60_000)]
    public async Task Ffmpeg_decodes_what_is_sent(UeCodec codec, CancellationToken stop)
    {
        await using var talker = await Lab.CallAsync(Factory, Tone.HzOf(0), stop);
        await using var ffmpeg = await Ffmpeg.ListenAsync(await Lab.AddUeAsync(Tone.HzOf(1)), talker.ConferenceUri, codec, Talk, stop);
        var heard = await ffmpeg.HeardAsync(stop);

        Assert.That(ffmpeg.Answer.Media[0].Formats, Is.EqualTo([$"{codec.Map.PayloadType}"]));
        AssertHears(heard, codec.Map.Encoding, [Tone.HzOf(0)], [Tone.HzOf(1)]);
    }

    /// <summary>ffmpeg takes AMR in its octet-aligned form only.</summary>
    private static IEnumerable<TestCaseData> Decodable() =>
        from codec in new[] { UeCodec.AmrWbOctetAligned, UeCodec.AmrOctetAligned, UeCodec.Opus, UeCodec.G722, UeCodec.Pcma }
        select new TestCaseData(codec).SetArgDisplayNames(codec.Map.Encoding);

    private static double[] Others(int count, int self) => [.. Enumerable.Range(0, count).Where(i => i != self).Select(i => (double)Tone.HzOf(i))];

    /// <summary>Two seconds before the end: everybody was there.</summary>
    private static void AssertHears(WavFile heard, string who, double[] expectedHz, double[] forbiddenHz)
    {
        Assert.That(heard.Duration, Is.GreaterThan(TimeSpan.FromSeconds(3)), who);
        var window = heard.Samples.AsSpan()[^Pcm.Samples(TimeSpan.FromSeconds(2) + Margin)..^Pcm.Samples(Margin)];
        var tones = TonesHeard.In(window, expectedHz, forbiddenHz, TonesHeard.PresentDb, TonesHeard.AbsentInSpeechDb);
        Assert.That(tones.IsExact, Is.True, $"{who}: {tones}");
    }
}

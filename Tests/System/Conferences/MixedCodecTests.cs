using ImsConference.Tests.Ue;
using ImsConference.Tests.Ue.Hearing;
using ImsConference.Tests.Ue.Sounds;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Conferences;

/// <summary>Conferences of simulated UEs that speak different codecs, and change them.</summary>
public sealed class MixedCodecTests : LabFixture
{
    private static readonly UeCodec[] Every =
        [UeCodec.Pcma, UeCodec.G722, UeCodec.Opus, UeCodec.Amr, UeCodec.AmrOctetAligned, UeCodec.AmrWb, UeCodec.AmrWbOctetAligned];

    private int _lastUe;

    [Test, CancelAfter(60_000)]
    public async Task Whoever_speaks_whatever_hears_exactly_the_others(CancellationToken stop)
    {
        var calls = new List<UeCall>();
        try
        {
            var uri = Factory;
            for (var i = 0; i < Every.Length; i++)
            {
                calls.Add(await CallAsync(uri, i, stop, Every[i]));
                uri = calls[0].ConferenceUri;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), stop);   // everybody is in, and heard by all
            var heard = await Task.WhenAll(calls.Select(call => call.ListenAsync(TimeSpan.FromSeconds(2), stop)));
            for (var i = 0; i < calls.Count; i++)
            {
                var others = Enumerable.Range(0, calls.Count).Where(other => other != i).Select(other => (double)Tone.HzOf(other)).ToArray();
                var tones = TonesHeard.In(heard[i].Samples, others, [Tone.HzOf(i)], TonesHeard.PresentDb, TonesHeard.AbsentInSpeechDb);
                Assert.That(tones.IsExact, Is.True, $"{Every[i].Map.Encoding} {Every[i].Fmtp}: {tones}");
            }
        }
        finally
        {
            foreach (var call in calls) await call.DisposeAsync();
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task A_codec_may_change_in_the_middle_of_a_call(CancellationToken stop)
    {
        await using var alice = await CallAsync(Factory, 0, stop, UeCodec.AmrWb, UeCodec.Pcma);
        await using var bob = await CallAsync(alice.ConferenceUri, 1, stop, UeCodec.Pcma);
        foreach (var codec in new[] { UeCodec.Pcma, UeCodec.Opus, UeCodec.AmrOctetAligned })
        {
            Assert.That((await alice.OfferAsync(codec)).Succeeded);
            Assert.That(alice.RemoteDescription!.Media[0].Formats[0], Is.EqualTo($"{codec.Map.PayloadType}"));
            await Task.Delay(TimeSpan.FromSeconds(0.5), stop);   // what was on its way in the old codec
            var heard = await Task.WhenAll(alice.ListenAsync(TimeSpan.FromSeconds(1), stop), bob.ListenAsync(TimeSpan.FromSeconds(1), stop));
            AssertHears(heard[0], 1, 0, codec);
            AssertHears(heard[1], 0, 1, codec);
        }
    }

    [TestCase("opus")]
    [TestCase("AMR-WB")]
    [TestCase("AMR")]
    [TestCase("G722")]
    [CancelAfter(30_000)]
    public async Task Digits_run_on_the_clock_of_the_voice(string codec, CancellationToken stop)
    {
        await using var call = await CallAsync(Factory, 0, stop, Every.First(one => one.Map.Encoding == codec));
        await call.SendDigitsAsync("5#");
        await Lab.Mrfc.LineAsync(line => line.Contains($"{call.Equipment.Profile.Identity} ", StringComparison.Ordinal) && line.Contains("pressed # for 100 ms", StringComparison.Ordinal), stop);
        var pressed = Lab.Mrfc.Lines.Count(line => line.Contains($"{call.Equipment.Profile.Identity} ", StringComparison.Ordinal) && line.Contains(" pressed ", StringComparison.Ordinal));
        Assert.That(pressed, Is.EqualTo(2), "each once");
    }

    private static void AssertHears(AudioClip heard, int other, int self, UeCodec codec)
    {
        var tones = TonesHeard.In(heard.Samples, [Tone.HzOf(other)], [Tone.HzOf(self)], TonesHeard.PresentDb, TonesHeard.AbsentInSpeechDb);
        Assert.That(tones.IsExact, Is.True, $"{codec.Map.Encoding}: {tones}");
    }

    private async Task<UeCall> CallAsync(string uri, int tone, CancellationToken stop, params UeCodec[] codecs)
    {
        var ue = await Lab.Ues.AddAsync(new UeProfile
        {
            Identity = $"sip:codec{Interlocked.Increment(ref _lastUe)}@home1.net",
            NewVoice = () => new Tone(Tone.HzOf(tone)),
            Codecs = codecs,
        });
        return await ue.CallAsync(uri, stop);
    }
}

using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using ImsConference.Tests.Ue.Hearing;
using ImsConference.Tests.Ue.Sounds;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>Phones that we did not write (baresip) in one conference; each plays a tone, and its recording has exactly the others' tones.</summary>
public sealed class BaresipTests() : LabFixture(UrisOfThisHost)
{
    private static readonly TimeSpan Talk = TimeSpan.FromSeconds(4);

    [TestCase("sip:conf-factory1@home1.net", 2)]
    [TestCase("sip:conf-factory1@home1.net", 3)]
    [TestCase("sip:conferences@home1.net", 2)]
    [TestCase("sip:conferences@home1.net", 3)]
    [CancelAfter(60_000)]
    public async Task Phones_hear_exactly_the_others(string target, int count, CancellationToken stop)
    {
        var phones = new List<Baresip>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                phones.Add(await Baresip.CallAsync($"phone{i}", target, Lab.Sip, Tone.HzOf(i), stop));
                target = await phones[i].EstablishedAsync(stop);
            }

            await Task.Delay(Talk, stop);   // they talk
            var heard = await Task.WhenAll(phones.Select(phone => phone.HangUpAsync(stop)));
            for (var i = 0; i < count; i++) AssertHears(heard[i], i, count);
        }
        finally
        {
            foreach (var phone in phones) await phone.DisposeAsync();
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task Phones_with_SRTP_and_without_hear_each_other(CancellationToken stop)
    {
        string?[] encryptions = ["srtp-mand", "srtp", null];
        var target = "sip:conf-factory1@home1.net";
        var phones = new List<Baresip>();
        try
        {
            for (var i = 0; i < encryptions.Length; i++)
            {
                phones.Add(await Baresip.CallAsync($"phone{i}", target, Lab.Sip, Tone.HzOf(i), stop, encryption: encryptions[i]));
                target = await phones[i].EstablishedAsync(stop);
            }

            await Task.Delay(Talk, stop);   // they talk
            Assert.That(phones.Select(phone => phone.Suite), Is.EqualTo(encryptions.Select(encryption => encryption is null ? null : "AES_CM_128_HMAC_SHA1_80")));
            var heard = await Task.WhenAll(phones.Select(phone => phone.HangUpAsync(stop)));
            for (var i = 0; i < heard.Length; i++) AssertHears(heard[i], i, heard.Length);
        }
        finally
        {
            foreach (var phone in phones) await phone.DisposeAsync();
        }
    }

    [Test, CancelAfter(30_000)]
    [Requirement("RFC 4733 §2.5", "Keys sent as telephone-events in the RTP stream are heard, each once")]
    public async Task Digits_of_a_phone_arrive_at_the_focus(CancellationToken stop)
    {
        await using var phone = await Baresip.CallAsync("dialler", "sip:conf-factory1@home1.net", Lab.Sip, Tone.HzOf(0), stop);
        await phone.EstablishedAsync(stop);
        await phone.SendDigitsAsync("4#", stop);
        await Lab.Mrfc.LineAsync(line => line.Contains("pressed # for", StringComparison.Ordinal), stop);
        await phone.HangUpAsync(stop);

        var pressed = Lab.Mrfc.Lines.Where(line => line.Contains(" pressed ", StringComparison.Ordinal)).ToList();
        Assert.That(pressed, Has.Count.EqualTo(2), "each once");
        Assert.That(pressed[0], Does.Match("sip:dialler@home1\\.net in conference [a-z2-7]+ pressed 4 for [0-9]+ ms"));
        Assert.That(await Lab.LadderAsync(stop).FirstAsync(label => label.StartsWith("Mp Dtmf ", StringComparison.Ordinal), stop), Does.EndWith(" digit=4"));
    }

    /// <summary>Two seconds before the end: everybody was there.</summary>
    private static void AssertHears(WavFile heard, int self, int count)
    {
        Assert.That(heard.Duration, Is.GreaterThan(TimeSpan.FromSeconds(3)), $"phone{self}");
        var window = heard.Samples.AsSpan()[^Pcm.Samples(TimeSpan.FromSeconds(2.5))..^Pcm.Samples(TimeSpan.FromSeconds(0.5))];
        var others = Enumerable.Range(0, count).Where(i => i != self).Select(i => (double)Tone.HzOf(i)).ToArray();
        var tones = TonesHeard.In(window, others, [Tone.HzOf(self)]);
        Assert.That(tones.IsExact, Is.True, $"phone{self}: {tones}");
    }
}

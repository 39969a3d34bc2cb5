using ImsConference.Tests.EndToEnd.Harness;
using ImsConference.Tests.Ue.Hearing;
using ImsConference.Tests.Ue.Sounds;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>Phones that we did not write (baresip) in one conference; each plays a tone, and its recording has exactly the others' tones.</summary>
public sealed class BaresipTests
{
    private static readonly TimeSpan Talk = TimeSpan.FromSeconds(4);

    private TestSystem _system = null!;

    // No CSCF stands between and no DNS knows the usual domain: ACK and BYE have to find the host of the Contact itself.
    [OneTimeSetUp]
    public async Task StartAsync() => _system = await TestSystem.StartAsync(CancellationToken.None, "--Focus:UriTemplate=sip:conf-{token}@{address}");

    [OneTimeTearDown]
    public async Task StopAsync() => await _system.DisposeAsync();

    [TearDown]
    public async Task Nothing_is_left()
    {
        await _system.EmptiesAsync(CancellationToken.None);
        _system.AssertQuiet();
    }

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
                phones.Add(await Baresip.CallAsync($"phone{i}", target, _system.Sip, Tone.HzOf(i), stop));
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

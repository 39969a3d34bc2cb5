using ImsConference.Engine.Ports;
using ImsConference.Engine.Rtp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine.Ports;

public sealed class PeerTableTests
{
    [Test]
    public void Does_what_a_dictionary_does([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        var table = new PeerTable<string>();
        var oracle = new Dictionary<PeerAddress, string>();
        for (var step = 0; step < 3000; step++)
        {
            // Few addresses, close together, so that they collide and leave holes in each other's way.
            var peer = PeerAddress.FromIPv4(0x7F00_0001u + (uint)random.Next(seed), (ushort)(1 + random.Next(200)));
            if (random.Next(2) == 0)
            {
                Assert.That(table.TryAdd(peer, $"{step}"), Is.EqualTo(oracle.TryAdd(peer, $"{step}")), $"seed {seed}, step {step}");
            }
            else
            {
                table.Remove(peer);
                oracle.Remove(peer);
            }

            Assert.That(table.Count, Is.EqualTo(oracle.Count), $"seed {seed}, step {step}");
        }

        foreach (var (peer, value) in oracle)
        {
            Assert.That(table.TryGet(peer, out var found), Is.True, $"seed {seed}, {peer}");
            Assert.That(found, Is.EqualTo(value));
        }

        Assert.That(table.TryGet(PeerAddress.FromIPv4(1, 1), out _), Is.False);
    }
}

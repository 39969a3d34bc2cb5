using ImsConference.Engine.Codecs;
using ImsConference.Mrfc.Focus.Negotiation;
using ImsConference.Mrfp.Contexts;
using ImsConference.Mrfp.Control;
using ImsConference.Protos.Mp;
using Microsoft.Extensions.Options;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus.Negotiation;

/// <summary>Whatever the focus agrees to with a peer, the MRFP takes: a peer's oddities end at the negotiation, never as a failed command.</summary>
public sealed class BothTiersTests
{
    private const int Rounds = 400;

    private static readonly string[] Maps =
    [
        "AMR/8000", "AMR/8000/1", "AMR/8000/2", "amr-wb/16000", "AMR-WB/16000/1", "opus/48000/2", "OPUS/48000/2", "opus/48000", "G722/8000", "PCMU/8000/1",
        "EVS/16000", "telephone-event/8000", "telephone-event/16000", "telephone-event/48000", "telephone-event/44100", "CN/8000", "CN/16000", "red/48000/2",
    ];

    private static readonly string[] Parameters =
    [
        "", "octet-align=1", "octet-align=0; mode-set=0,2,4", "mode-set=7", "mode-set=8;octet-align=1", "mode-set=", "mode-set=1,x", "mode-change-period=2;mode-change-neighbor=1",
        "mode-change-neighbor=5", "mode-change-period=0", "crc=1", "robust-sorting=1;octet-align=1", "interleaving=3", "channels=2", "max-red=65535", "=", ";;", "octet-align",
        "maxplaybackrate=16000; maxaveragebitrate=20000", "maxplaybackrate=x", "maxplaybackrate=0", "maxaveragebitrate=-1", "maxaveragebitrate=99999999999", "useinbandfec=1;usedtx=7",
        "0-15", "0-16,66,70", "111/111",
    ];

    private static readonly string[] Lines =
    [
        "b=AS:0", "b=AS:5", "b=AS:12", "b=AS:30", "b=AS:64", "b=AS:80", "b=TIAS:9000", "b=RS:0", "b=RR:0", "b=RS:99999999999", "a=ptime:20", "a=ptime:30", "a=ptime:0",
        "a=ptime:7", "a=maxptime:10", "a=maxptime:240", "a=maxptime:x", "a=rtcp-mux", "a=rtcp:0", "a=rtcp:53020", "a=rtcp:99999", "a=sendonly", "a=inactive", "a=recvonly",
        $"a=extmap:1 {AudioLevels.OfSource}", $"a=extmap:15 {AudioLevels.OfSource} vad=on", $"a=extmap:2/recvonly {AudioLevels.OfContributors}", "a=extmap:0 urn:x",
        $"a=extmap:1 {AudioLevels.OfContributors}", "c=IN IP4 0.0.0.0", "c=IN IP4 224.2.1.1/127", "c=IN IP4 255.255.255.255", "c=IN IP4 192.0.2.7",
    ];

    private readonly CommandReader _reader = new(Options.Create(new MpOptions()), Options.Create(new RtpOptions()), new CodecLibrary());
    private readonly NegotiationBench _bench = new();

    [Test]
    public void What_was_answered_is_taken([Random(4)] int seed) => Try(seed, text =>
    {
        var offer = NegotiationBench.Offer(text);
        return _bench.Negotiator.TryChoose(offer, _bench.Capability, null, out var choice, out _)
            ? _bench.Stream(AudioNegotiator.Answer(offer, choice, NegotiationBench.Local, new LocalSession(1)), offer) : null;
    });

    [Test]
    public void What_a_peer_answers_is_taken([Random(4)] int seed) => Try(seed, text =>
    {
        var stream = _bench.StreamOfOffer(text);
        return StreamMapper.CanTalk(stream) ? stream : null;
    });

    private void Try(int seed, Func<string, StreamDescriptor?> agree)
    {
        var random = new Random(seed);
        var taken = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var text = Description(random);
            if (agree(text) is not { } stream) continue;
            Assert.That(() => _reader.Audio([stream]), Throws.Nothing, $"seed {seed}, round {round}:\n{text}\n{stream}");
            taken++;
        }

        Assert.That(taken, Is.GreaterThan(Rounds / 10), $"seed {seed}: the rounds tried something");
    }

    private static string Description(Random random)
    {
        var types = Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(3) == 0 ? random.Next(20) : random.Next(94, 130)).ToList();
        if (random.Next(2) == 0) types.Add(new[] { 0, 8, 9 }[random.Next(3)]);
        var maps = types.Where(type => type >= 20).SelectMany(type => new[]
        {
            $"a=rtpmap:{type} {Pick(random, Maps)}", $"a=fmtp:{type} {Pick(random, Parameters)}",
        });
        var lines = Enumerable.Range(0, random.Next(5)).Select(_ => Pick(random, Lines)).OrderBy(line => line[0] == 'a').ThenBy(line => line[0] == 'b');
        return $"{string.Join(' ', types)}\n{string.Join('\n', lines.Concat(maps))}";
    }

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}

using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;
using ImsConference.Mrfp.Contexts;
using ImsConference.Tests.Unit.Engine;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Contexts;

/// <summary>What senders tell of themselves decides who is decoded and heard; what they hide in their speech is found.</summary>
public sealed class HearingTests
{
    private const double Loud = -25;
    private const double Gone = -50;

    private MediaBench _bench = null!;

    [SetUp]
    public Task Begin()
    {
        _bench = new MediaBench(media: new MediaOptions { Speakers = 2 });
        return _bench.AddContextAsync("c1");
    }

    [TearDown]
    public void End() => _bench.Dispose();

    private async Task<Dictionary<string, long>> DecodedAsync() =>
        (await _bench.Do(_bench.Node.AuditContextAsync("c1", default)))!.Terminations.ToDictionary(it => it.Id, it => it.Audio.Statistics.FramesDecoded);

    [Test]
    public async Task Told_levels_choose_whom_the_others_hear()
    {
        var listener = await _bench.JoinAsync("c1", "l", 0);
        var loud = await JoinTellingAsync("a", 500, new AudioLevel(20, true));
        var middle = await JoinTellingAsync("b", 900, new AudioLevel(25, true));
        var quiet = await JoinTellingAsync("c", 1300, new AudioLevel(45, true));
        _bench.Run(1.5);

        Assert.That(listener.LevelDb(loud.ToneHz), Is.GreaterThan(Loud));
        Assert.That(listener.LevelDb(middle.ToneHz), Is.GreaterThan(Loud));
        Assert.That(listener.LevelDb(quiet.ToneHz), Is.LessThan(Gone), "whatever its tone's true level is, it was not decoded");

        (loud.Tells, quiet.Tells) = (AudioLevel.Silence, new AudioLevel(20, true));
        _bench.Run(2);
        Assert.That(listener.LevelDb(loud.ToneHz), Is.LessThan(Gone));
        Assert.That(listener.LevelDb(quiet.ToneHz), Is.GreaterThan(Loud), "taken in again");
        Assert.That((await _bench.AuditAsync("c1", "c")).Audio.Statistics.FramesConcealed, Is.Zero);
    }

    /// <remarks>Decoding is most of what a participant costs. Two of the conference are heard, of eight whose silence is known by one way or another.</remarks>
    [Test]
    public async Task Who_is_known_to_be_silent_or_unheard_is_not_decoded()
    {
        var heard = await JoinTellingAsync("a", 500, new AudioLevel(20, true));
        await JoinTellingAsync("b", 900, new AudioLevel(22, true));
        await JoinTellingAsync("quieter", 1300, new AudioLevel(50, true));
        await JoinTellingAsync("silent", 0, AudioLevel.Silence);
        await _bench.JoinAsync("c1", "zeros", 0);
        foreach (var format in CodecSound.Formats.Where(format => format.Codec is AudioCodec.Amr or AudioCodec.AmrWb or AudioCodec.Opus))
            (await _bench.JoinAsync("c1", $"{format.Encoding}-{format.SampleRateHz}", format, AudioFormat.Pcmu)).Keeps = false;
        _bench.Run(4);

        var before = await DecodedAsync();
        _bench.Run(4);
        var after = await DecodedAsync();
        var decoded = after.ToDictionary(pair => pair.Key, pair => pair.Value - before[pair.Key]);
        Assert.That((decoded["a"], decoded["b"]), Is.EqualTo((200, 200)), "each frame of whom the others hear, once");
        foreach (var (who, frames) in decoded.Where(pair => pair.Key is not ("a" or "b"))) Assert.That(frames, Is.Zero, who);
        Assert.That(heard.LevelDb(900), Is.GreaterThan(Loud));
    }

    [Test]
    public async Task In_a_crowd_one_who_becomes_louder_takes_a_place_and_the_quiet_ones_stay_outside([Range(0, 6)] int index)
    {
        var format = CodecSound.Formats[index];
        var listener = await _bench.JoinAsync("c1", "l", format, format);
        var crowd = new List<CodecPeer>();
        for (var i = 0; i < 6; i++) crowd.Add(await _bench.JoinAsync("c1", $"t{i}", format, format));
        for (var i = 0; i < 6; i++) crowd[i].ToneHz = 400 + 150 * i;

        Speak(crowd, 2, i => i < 2 ? 4000 : 1500);
        foreach (var (talker, place) in crowd.Select((talker, place) => (talker, place)))
            Assert.That(LevelDb(listener, talker), place < 2 ? Is.GreaterThan(-28) : Is.LessThan(-40), $"talker {place}");

        Speak(crowd, 2, i => i == 4 ? 20_000 : i < 2 ? 4000 : 1500);
        Assert.That(LevelDb(listener, crowd[4]), Is.GreaterThan(-14));
    }

    [Test]
    public async Task Levels_are_not_believed_where_they_were_not_negotiated()
    {
        var listener = await _bench.JoinAsync("c1", "l", 0);
        var talker = await _bench.JoinAsync("c1", "a", 500);
        talker.Tells = AudioLevel.Silence;
        _bench.Run(1);
        Assert.That(listener.LevelDb(500), Is.GreaterThan(Loud));
    }

    [Test]
    public async Task A_participant_on_hold_is_heard_at_once_when_it_goes_on()
    {
        var listener = await _bench.JoinAsync("c1", "l", 0);
        var talker = await _bench.JoinAsync("c1", "a", 500, it => it with { Direction = StreamDirection.Send });
        _bench.Run(2);
        Assert.That(listener.LevelDb(500), Is.LessThan(Gone));
        await _bench.ModifyAsync("c1", "a", talker, it => it with { Direction = StreamDirection.Both });
        listener.Forget();
        _bench.Run(0.5);
        Assert.That(listener.LevelDb(500, 0.3), Is.GreaterThan(Loud));
    }

    [Test]
    public async Task Tones_in_the_speech_are_digits_where_no_events_were_negotiated()
    {
        var payloads = new PayloadMap([(0, PayloadMeaning.Of(AudioFormat.Pcmu))]);
        var peer = await _bench.JoinAsync("c1", "a", 0, it => it with { ReceivePayloads = payloads });
        _bench.Run(0.5);
        (peer.ToneHz, peer.OtherToneHz) = (770, 1477);
        _bench.Run(0.1);
        (peer.ToneHz, peer.OtherToneHz) = (0, 0);
        _bench.Run(0.5);

        var digit = _bench.Happened.Single(happened => happened.Kind == MediaEventKind.Dtmf);
        Assert.That(digit.Code, Is.EqualTo(6));
        Assert.That(digit.DurationMs, Is.EqualTo(100).Within(26));
    }

    [Test]
    public async Task The_packet_that_begins_a_sound_is_in_the_mix_of_the_next_tick()
    {
        var listener = await _bench.JoinAsync("c1", "l", 0);
        var talker = await _bench.JoinAsync("c1", "a", 0);
        _bench.Run(3);
        var delays = new List<int>();
        for (var round = 0; round < 10; round++)
        {
            talker.ToneHz = 1000;
            var sent = talker.Sender.Packets;
            while (talker.Sender.Packets == sent) _bench.Run(0.001);
            listener.Forget();
            var delay = 0;
            for (; listener.LevelDb(1000, 0.02) < -40; delay++) _bench.Run(0.001);
            delays.Add(delay);
            talker.ToneHz = 0;
            _bench.Run(0.98 + 0.001 * round);
        }

        Assert.That(delays, Is.All.LessThanOrEqualTo(22), "ms: a tick's wait, and the way of a millisecond on both sides");
    }

    [Test]
    public async Task A_talker_may_change_codec_and_rate_in_the_middle()
    {
        var opus = CodecTone.Format("opus", 48_000, 2, "");
        var payloads = new PayloadMap([(0, PayloadMeaning.Of(AudioFormat.Pcmu)), (9, PayloadMeaning.Of(AudioFormat.G722)), (96, PayloadMeaning.Of(opus))]);
        var listener = await _bench.JoinAsync("c1", "l", 0);
        var talker = await _bench.JoinAsync("c1", "a", 0, it => it with { ReceivePayloads = payloads });
        talker.Talks = false;
        uint timestamp = 0;
        foreach (var (type, format) in new[] { ((byte)0, AudioFormat.Pcmu), ((byte)9, AudioFormat.G722), ((byte)96, opus), ((byte)0, AudioFormat.Pcmu) })
        {
            foreach (var packet in CodecTone.Packets(format, 1.5, _ => 0))
            {
                talker.Send(type, packet.Payload, timestamp += (uint)format.FrameTicks);
                _bench.Run(0.02);
            }

            Assert.That(listener.LevelDb(CodecTone.Hz, 0.3), Is.EqualTo(-12.2).Within(1.5), format.Encoding);
        }
    }

    [Test]
    public async Task Garbage_on_the_port_harms_nobody([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        var listener = await _bench.JoinAsync("c1", "l", 0);
        var talker = await _bench.JoinAsync("c1", "a", 500);
        for (var round = 0; round < 1000; round++)
        {
            var packet = new byte[random.Next(300)];
            random.NextBytes(packet);
            if (packet.Length > 1 && random.Next(2) == 0) packet[0] = (byte)(0x80 | packet[0] & 0x3F);
            if (packet.Length > 1 && random.Next(2) == 0) packet[1] = (byte)(random.Next(3) switch { 0 => 0, 1 => 200 + random.Next(6), _ => 101 });
            var to = random.Next(3) == 0 ? talker.RtcpTo : talker.To;
            talker.Rtp.TrySend(packet, to);
            _bench.Run(0.005);
        }

        _bench.Run(4);
        Assert.That(listener.LevelDb(500), Is.GreaterThan(Loud), $"seed {seed}");
    }

    private async Task<FakePeer> JoinTellingAsync(string id, double hz, AudioLevel level)
    {
        var peer = await _bench.JoinAsync("c1", id, hz, it => it with { SourceLevelId = 3 });
        peer.Tells = level;
        return peer;
    }

    /// <summary>Four syllables a second, each member's at times of its own: a steady tone would tell a decoder that missed its beginning nothing.</summary>
    private void Speak(IReadOnlyList<CodecPeer> crowd, double seconds, Func<int, double> amplitude)
    {
        for (var step = 0; step < seconds * 50; step++)
        {
            for (var i = 0; i < crowd.Count; i++) crowd[i].Amplitude = (step + 2 * i) % 13 < 9 ? amplitude(i) : 0;
            _bench.Run(0.02);
        }
    }

    private static double LevelDb(CodecPeer listener, CodecPeer talker) => 20 * Math.Log10(Math.Max(1, listener.Find(talker.ToneHz, 0.5).Amplitude) / 32768);
}

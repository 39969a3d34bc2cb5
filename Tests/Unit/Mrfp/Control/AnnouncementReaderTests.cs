using ImsConference.Mrfp.Contexts;
using ImsConference.Mrfp.Control;
using ImsConference.Protos.Mp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Control;

/// <summary>Commands to play and to ask for digits: what is read, and which field is wrong.</summary>
public sealed class AnnouncementReaderTests
{
    [Test]
    public void A_whole_command_is_read()
    {
        var request = Playback();
        request.TerminationId = "t";
        request.Alone = true;
        request.Announcement.Segments.Add(new Segment { Files = { "de/a.wav", "en/a.wav" } });
        request.Announcement.Segments.Add(new Segment { PauseMs = 70 });
        request.Announcement.GainDb = -3;
        var order = AnnouncementReader.Playback(request);
        Assert.That((order.Id, order.TerminationId, order.IsAlone), Is.EqualTo(("p", "t", true)));
        Assert.That((order.Announcement.Times, order.Announcement.GapMs, order.Announcement.GainDb), Is.EqualTo((2, 500, -3)));
        Assert.That(order.Announcement.Sounds[0].Tone!.Key, Is.EqualTo("350+440@-13/100,50"));
        Assert.That(order.Announcement.Sounds[1].Files, Is.EqualTo(["de/a.wav", "en/a.wav"]));
        Assert.That(order.Announcement.Sounds[2].PauseMs, Is.EqualTo(70));
        Assert.That(order.Command, Is.EqualTo(request).And.Not.SameAs(request));
    }

    [Test]
    public void Whatever_is_wrong_is_named()
    {
        (string Field, Action<StartPlaybackRequest> Spoil)[] cases =
        [
            ("alone", it => it.Alone = true), ("playback_id", it => it.PlaybackId = ""), ("announcement:", it => it.Announcement = null),
            ("announcement.segments:", it => it.Announcement.Segments.Clear()), ("announcement.times", it => it.Announcement.Times = 10_001),
            ("announcement.gap_ms", it => it.Announcement.GapMs = 3_600_001), ("announcement.gain_db", it => it.Announcement.GainDb = 21),
            ("announcement.segments[0]:", it => it.Announcement.Segments[0].Tone = null), ("segments[0].files", it => it.Announcement.Segments[0].Files.Add("../x.wav")),
            ("segments[0].tone.frequencies_hz", it => it.Announcement.Segments[0].Tone.FrequenciesHz.Add(8000)),
            ("segments[0].tone.level_dbm0", it => it.Announcement.Segments[0].Tone.LevelDbm0 = 1),
            ("segments[0].tone.cadence_ms", it => it.Announcement.Segments[0].Tone.CadenceMs.Add(30_000)),
        ];
        foreach (var (field, spoil) in cases)
        {
            var request = Playback();
            spoil(request);
            Assert.That(() => AnnouncementReader.Playback(request), Throws.TypeOf<MediaException>().With.Message.Contains(field).And.Property("Fault").EqualTo(MediaFault.Invalid));
        }
    }

    [TestCase("max_digits", 1u, 0u, "#")]
    [TestCase("max_digits", 1u, 65u, "#")]
    [TestCase("min_digits", 5u, 4u, "#")]
    [TestCase("terminator", 1u, 4u, "##")]
    [TestCase("terminator", 1u, 4u, "E")]
    public void So_it_is_in_a_collection(string field, uint least, uint most, string terminator) =>
        Assert.That(() => AnnouncementReader.Collection(new CollectDigitsRequest { TerminationId = "t", CollectionId = "d", MinDigits = least, MaxDigits = most, Terminator = terminator }),
            Throws.TypeOf<MediaException>().With.Message.StartsWith(field));

    [Test]
    public void A_key_is_never_named() =>
        Assert.That(() => AnnouncementReader.Key("12", "key"), Throws.TypeOf<MediaException>().With.Message.EqualTo("key: one of 0-9 * # A-D"));

    private static StartPlaybackRequest Playback() => new()
    {
        PlaybackId = "p",
        Announcement = new Announcement
        {
            Segments = { new Segment { Tone = new ToneSignal { FrequenciesHz = { 350, 440 }, LevelDbm0 = -13, CadenceMs = { 100, 50 } } } },
            Times = 2,
            GapMs = 500,
        },
    };
}

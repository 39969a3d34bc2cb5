using ImsConference.Tests.Ue.Hearing;
using ImsConference.Tests.Ue.Sounds;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Ue;

[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class AudioClipTests
{
    private readonly AudioClip _clip = new(TimeSpan.FromMilliseconds(100));

    [Test]
    public void Packets_lie_where_their_timestamps_say_across_the_wrap()
    {
        Add(1, uint.MaxValue - 159, 10);
        Add(1, 320, 30); // reordered
        Add(1, 160, 20);
        Assert.That(_clip.Samples[0], Is.EqualTo(10));
        Assert.That(_clip.Samples[320], Is.EqualTo(20));
        Assert.That(_clip.Samples[480], Is.EqualTo(30));
        Assert.That(_clip.MissingMs, Is.EqualTo(40));
        Assert.That(_clip.LongestGapMs, Is.EqualTo(20));
    }

    [Test]
    public void It_is_complete_some_packets_after_its_end()
    {
        for (var i = 0u; i < 7; i++) Add(1, i * 160, 1);
        Assert.That(_clip.IsComplete, Is.False, "a late packet may still come");
        Add(1, 7 * 160, 1);
        Assert.That(_clip.IsComplete, Is.True);
        Assert.That(_clip.MissingMs, Is.Zero);
    }

    [Test]
    public void Another_source_continues_where_the_timeline_stands()
    {
        Add(1, 1000, 10);
        Add(2, 70_000, 20);
        Assert.That(_clip.Samples[160], Is.EqualTo(20));
        Assert.That(_clip.SourceChanges, Is.EqualTo(1));
    }

    [Test]
    public void What_is_older_than_the_first_packet_is_left_out()
    {
        Add(1, 1000, 10);
        Add(1, 840, 20);
        Assert.That(_clip.Samples[0], Is.EqualTo(10));
        Assert.That(_clip.MissingMs, Is.EqualTo(80));
    }

    private void Add(uint ssrc, uint timestamp, short value)
    {
        var frame = new short[Pcm.FrameSamples];
        frame.AsSpan().Fill(value);
        _clip.Add(ssrc, timestamp, frame);
    }
}

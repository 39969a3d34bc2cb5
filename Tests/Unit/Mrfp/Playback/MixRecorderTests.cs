using ImsConference.Mrfp.Playback;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Playback;

[CancelAfter(20_000)]
public sealed class MixRecorderTests
{
    private readonly short[] _frame = [.. Enumerable.Range(0, 160).Select(i => (short)i)];

    [Test]
    public async Task What_was_written_is_in_the_file_when_it_has_stopped()
    {
        var file = new MemoryStream();
        var ended = new List<MixRecorder>();
        var recorder = MixRecorder.Start("r1", "mix.wav", file, 8000, TimeProvider.System, ended.Add);
        for (var i = 0; i < 50; i++) recorder.Write(_frame);
        await recorder.StopAsync();
        await recorder.StopAsync();

        Assert.Multiple(() =>
        {
            Assert.That(recorder.Samples, Is.EqualTo(8000));
            Assert.That(recorder.Fault, Is.Empty);
            Assert.That(recorder.IsEnded, Is.True);
            Assert.That(ended, Is.EqualTo(new[] { recorder }));
            Assert.That(file.ToArray(), Has.Length.EqualTo(WavWriter.HeaderSize + 16_000));
        });
    }

    [Test]
    public async Task A_full_disk_ends_the_recording_with_a_fault_and_disturbs_nobody(CancellationToken stop)
    {
        var ended = new TaskCompletionSource<MixRecorder>();
        var recorder = MixRecorder.Start("r1", "mix.wav", new FailingStream(7), 8000, TimeProvider.System, ended.SetResult);
        while (!ended.Task.IsCompleted)
        {
            recorder.Write(_frame);
            await Task.Delay(10, stop);
        }

        recorder.Write(_frame);
        Assert.That((await ended.Task).Fault, Does.Contain("No space left"));
    }

    [Test]
    public async Task A_disk_that_is_too_slow_is_named_in_the_fault()
    {
        var recorder = MixRecorder.Start("r1", "mix.wav", new MemoryStream(), 8000, new ManualTime(), _ => { });
        for (var i = 0; i < 1000; i++) recorder.Write(_frame); // 20 s into a buffer of 8 s
        await recorder.StopAsync();
        Assert.That(recorder.Fault, Does.Contain("missing"));
        Assert.That(recorder.Samples, Is.GreaterThan(60_000));
    }

    [Test]
    public void A_file_that_cannot_be_begun_is_an_error_at_once() =>
        Assert.That(
            () => MixRecorder.Start("r1", "mix.wav", new FailingStream(0), 8000, TimeProvider.System, _ => { }), Throws.InstanceOf<IOException>());

    [TestCase("mix.wav", ExpectedResult = true)]
    [TestCase("Conf_1-2.b.wav", ExpectedResult = true)]
    [TestCase("a..b.wav", ExpectedResult = true, Description = "two dots inside a name lead nowhere")]
    [TestCase("", ExpectedResult = false)]
    [TestCase(".wav", ExpectedResult = false)]
    [TestCase("..wav", ExpectedResult = false)]
    [TestCase("../mix.wav", ExpectedResult = false)]
    [TestCase("a/mix.wav", ExpectedResult = false)]
    [TestCase("a\\mix.wav", ExpectedResult = false)]
    [TestCase("/tmp/mix.wav", ExpectedResult = false)]
    [TestCase("mix.wav\0", ExpectedResult = false)]
    [TestCase("mix\n.wav", ExpectedResult = false)]
    [TestCase("mix.mp3", ExpectedResult = false)]
    [TestCase("mïx.wav", ExpectedResult = false)]
    public bool Names(string name) => RecordingFolder.IsValidName(name);
}

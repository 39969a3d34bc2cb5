using ImsConference.Mrfp.Playback;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Playback;

[CancelAfter(20_000)]
public sealed class RecorderTests
{
    private readonly short[] _frame = [.. Enumerable.Range(0, 160).Select(i => (short)i)];
    private readonly List<Recorder> _ended = [];

    [SetUp]
    public void Clear() => _ended.Clear();

    [Test]
    public async Task What_was_written_is_in_the_file_when_it_has_ended()
    {
        var file = new MemoryStream();
        var recorder = Start(file);
        for (var i = 0; i < 50; i++) recorder.Write(_frame);
        await EndAsync(recorder);
        await EndAsync(recorder, RecordingEnd.ContextGone);

        Assert.That((recorder.Samples, recorder.Fault, recorder.IsEnded, recorder.End), Is.EqualTo((8000, "", true, RecordingEnd.Stopped)));
        Assert.That(_ended, Is.EqualTo(new[] { recorder }));
        Assert.That(file.ToArray(), Has.Length.EqualTo(WavHeader.Size + 16_000));
    }

    [TestCase(FailingStream.NoSpace, RecordingEnd.DiskFull)]
    [TestCase(FailingStream.IoError, RecordingEnd.Unwritable)]
    public async Task A_disk_that_fails_ends_the_recording_and_disturbs_nobody(int errorNumber, RecordingEnd end)
    {
        var recorder = Start(new FailingStream(2, errorNumber));
        await recorder.Opened;
        for (var i = 0; i < 50; i++) recorder.Write(_frame);
        recorder.Finish(RecordingEnd.Stopped);
        await recorder.Closed;
        recorder.Write(_frame);
        Assert.That((recorder.End, recorder.Fault), Is.EqualTo((end, "The disk says no")));
    }

    [Test]
    public async Task A_disk_that_is_too_slow_is_named_and_what_is_missing_is_counted()
    {
        var recorder = Start(new MemoryStream(), time: new ManualTime());
        await recorder.Opened;
        for (var i = 0; i < 1000; i++) recorder.Write(_frame); // 20 s into a buffer of 4 s
        await EndAsync(recorder);
        Assert.That(recorder.Fault, Does.Contain("missing"));
        Assert.That(recorder.Samples, Is.GreaterThanOrEqualTo(32_000));
        Assert.That(recorder.Samples + recorder.MissingSamples, Is.EqualTo(160_000));
    }

    [Test]
    public async Task A_file_ends_where_it_is_as_long_as_is_allowed()
    {
        var file = new MemoryStream();
        var recorder = Start(file, new RecorderSettings(8000) { MostSamples = 1000 });
        for (var i = 0; i < 50; i++) recorder.Write(_frame);
        await EndAsync(recorder, RecordingEnd.ContextGone, settleFirst: true);
        Assert.That((recorder.End, recorder.Samples), Is.EqualTo((RecordingEnd.LimitReached, 1000)));
        Assert.That(file.ToArray(), Has.Length.EqualTo(WavHeader.Size + 2000));
    }

    [Test]
    public async Task A_folder_that_is_full_by_its_limit_ends_the_file()
    {
        var left = 500L;
        var recorder = Start(new MemoryStream(), new RecorderSettings(8000) { MayGrow = bytes => (left -= bytes) >= 0 });
        for (var i = 0; i < 50; i++) recorder.Write(_frame);
        await recorder.Closed;
        Assert.That((recorder.End, recorder.Fault), Is.EqualTo((RecordingEnd.LimitReached, "the recording folder is as large as is allowed")));
    }

    [Test]
    public async Task A_file_that_cannot_be_begun_is_told_by_the_opening_and_by_the_end()
    {
        var recorder = Start(new FailingStream(0));
        Assert.That(async () => await recorder.Opened, Throws.InstanceOf<IOException>());
        await recorder.Closed;
        Assert.That((recorder.Path, recorder.End, recorder.IsEnded), Is.EqualTo(("", RecordingEnd.DiskFull, true)));
    }

    private Recorder Start(Stream file, RecorderSettings? settings = null, TimeProvider? time = null) =>
        Recorder.Start(settings ?? new RecorderSettings(8000), () => new RecordingFile("/mix.wav", file), time ?? TimeProvider.System, _ended.Add);

    private static async Task EndAsync(Recorder recorder, RecordingEnd why = RecordingEnd.Stopped, bool settleFirst = false)
    {
        if (settleFirst) await recorder.Closed; // it ends by itself
        recorder.Finish(why);
        await recorder.Closed;
    }
}

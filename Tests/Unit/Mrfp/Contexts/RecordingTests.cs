using ImsConference.Mrfp.Contexts;
using ImsConference.Tests.Ue.Hearing;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Contexts;

public sealed class RecordingTests
{
    [Test]
    public async Task The_mix_is_recorded_and_the_command_may_be_repeated()
    {
        using var bench = new MediaBench();
        var ended = new List<string>();
        bench.Recordings.Ended = (context, recorder) => ended.Add($"{context.Id}/{recorder.Id}/{recorder.Fault}");
        await bench.AddContextAsync("c1");
        await bench.JoinAsync("c1", "a", 440);
        await bench.JoinAsync("c1", "b", 1000);
        var first = await bench.Do(bench.Recordings.StartAsync("c1", "r1", "mix.wav", default));
        var again = await bench.Do(bench.Recordings.StartAsync("c1", "r1", "mix.wav", default));
        Assert.That(again, Is.SameAs(first));
        bench.Run(2);
        await bench.Do(bench.Recordings.StopAsync("c1", "r1", default));
        bench.Run(1);
        var stopped = await bench.Do(bench.Recordings.StopAsync("c1", "r1", default));

        var samples = Samples(stopped.Path);
        Assert.Multiple(() =>
        {
            Assert.That(stopped.Samples, Is.EqualTo(16_000).Within(160));
            Assert.That(samples, Has.Length.EqualTo(stopped.Samples));
            Assert.That(Spectrum.LevelDb(samples.AsSpan(^8000..), 440), Is.GreaterThan(-20));
            Assert.That(Spectrum.LevelDb(samples.AsSpan(^8000..), 1000), Is.GreaterThan(-20));
            Assert.That(ended, Is.EqualTo(new[] { "c1/r1/" }));
        });
    }

    [Test]
    public async Task Names_in_use_and_names_that_lead_out_are_refused()
    {
        using var bench = new MediaBench();
        await bench.AddContextAsync("c1");
        await bench.Do(bench.Recordings.StartAsync("c1", "r1", "mix.wav", default));

        await Refused(MediaFault.Clash, bench.Recordings.StartAsync("c1", "r1", "other.wav", default));
        await Refused(MediaFault.Clash, bench.Recordings.StartAsync("c1", "r2", "mix.wav", default));
        await Refused(MediaFault.Invalid, bench.Recordings.StartAsync("c1", "r3", "../mix.wav", default));
        await Refused(MediaFault.NotFound, bench.Recordings.StartAsync("c9", "r1", "c9.wav", default));
        await Refused(MediaFault.NotFound, bench.Recordings.StopAsync("c1", "r9", default));
        Directory.Delete(bench.Folder.Root, recursive: true);
        await File.WriteAllTextAsync(bench.Folder.Root, "not a folder");
        await Refused(MediaFault.Forbidden, bench.Recordings.StartAsync("c1", "r4", "lost.wav", default));
        File.Delete(bench.Folder.Root);
        Directory.CreateDirectory(bench.Folder.Root);
        await bench.Do(bench.Node.SubtractContextAsync("c1"));

        async Task Refused<T>(MediaFault fault, Task<T> command)
        {
            try
            {
                await bench.Do(command);
                Assert.Fail($"not refused as {fault}");
            }
            catch (MediaException refused)
            {
                Assert.That(refused.Fault, Is.EqualTo(fault), refused.Message);
            }
        }
    }

    [Test]
    public async Task The_end_of_the_context_ends_its_recordings()
    {
        using var bench = new MediaBench();
        await bench.AddContextAsync("c1");
        var recorder = await bench.Do(bench.Recordings.StartAsync("c1", "r1", "mix.wav", default));
        bench.Run(1);
        await bench.Do(bench.Node.SubtractContextAsync("c1"));

        Assert.That(recorder.IsEnded, Is.True);
        Assert.That(Samples(recorder.Path), Has.Length.EqualTo(8000).Within(160), "an empty conference records its silence");
    }

    private static short[] Samples(string path) =>
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(File.ReadAllBytes(path).AsSpan(44)).ToArray();
}

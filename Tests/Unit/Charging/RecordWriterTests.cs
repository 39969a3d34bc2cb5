using ImsConference.Mrfc.Charging;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Charging;

/// <summary>Call detail records on the disk, whatever becomes of the process and the disk.</summary>
public sealed class RecordWriterTests
{
    private string _folder = "";
    private RecordingLog<RecordWriter> _log = new();

    [SetUp]
    public void MakeFolder()
    {
        _folder = Directory.CreateTempSubdirectory("cdr").FullName;
        _log = new RecordingLog<RecordWriter>();
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task What_has_ended_is_in_the_file_and_what_stands_in_the_journal()
    {
        await using (var writer = Start())
        {
            writer.Write(Record("a", RecordType.Start));
            writer.Write(Record("b", RecordType.Start));
            writer.Write(Record("b", RecordType.Interim));
            writer.Write(Record("a", RecordType.Stop));
            writer.Write(Record("c", RecordType.Event));
        }

        Assert.That(Written(), Is.EqualTo(new[] { "b Interim", "a Stop", "c Event" }));
        Assert.That(File.ReadAllText(Path.Combine(_folder, "open.journal")), Does.Contain("-a\n"));
        Assert.That(_log.Errors, Is.Empty);
    }

    [Test]
    public async Task The_next_start_closes_what_a_crash_left_open_once()
    {
        await using (var writer = Start())
        {
            writer.Write(Record("a", RecordType.Start));
            writer.Write(Record("b", RecordType.Start));
            writer.Write(Record("b", RecordType.Stop));
        }

        // The crash came when a's interim record was half written, and b's end was in the file but not in the journal.
        var journal = Path.Combine(_folder, "open.journal");
        File.WriteAllText(journal, File.ReadAllText(journal).Replace("-b\n", "{\"Session-Id\":\"a\",\"Acc", StringComparison.Ordinal));
        File.AppendAllText(Path.Combine(_folder, "cdr.jsonl"), "{\"Session-Id\":\"a\",\"Acc");

        await Start().DisposeAsync();
        await Start().DisposeAsync();
        Assert.That(_log.Warnings.Single(), Does.StartWith("1 call detail record"));

        Assert.That(Written(), Is.EqualTo(new[] { "b Stop", "a Stop" }));
        var aborted = Lines().Select(Parse).Last();
        Assert.That((aborted.Cause, aborted.CauseCode, aborted.Number), Is.EqualTo(("aborted", 3, 1)));
    }

    [Test, CancelAfter(20_000)]
    public async Task On_a_full_disk_records_wait_and_calls_go_on(CancellationToken stop)
    {
        var disk = new FullDisk { IsFull = true };
        await using (var writer = Start(open: disk.Open))
        {
            writer.Write(Record("a", RecordType.Event));
            await UntilAsync(() => !writer.Status.IsWriting, stop);
            writer.Write(Record("b", RecordType.Event));
            Assert.That(writer.Status.Waiting, Is.EqualTo(2));
            Assert.That(_log.Errors.Single(), Does.Contain("No space left"), "said once");

            disk.IsFull = false;
            await UntilAsync(() => writer.Status.Waiting == 0, stop);
            Assert.That(writer.Status, Is.EqualTo(new ChargingStatus(true, 2, 0, 0)));
        }

        Assert.That(Written(), Is.EqualTo(new[] { "a Event", "b Event" }), "each once, although half of a had been written");
    }

    [Test, CancelAfter(20_000)]
    public async Task What_finds_no_room_in_memory_is_counted(CancellationToken stop)
    {
        var disk = new FullDisk { IsFull = true };
        await using var writer = Start(new ChargingOptions { MaxWaiting = 100 }, disk.Open);
        writer.Write(Record("a", RecordType.Event));
        await UntilAsync(() => !writer.Status.IsWriting, stop);
        for (var i = 0; i < 130; i++) writer.Write(Record("b", RecordType.Event));

        Assert.That(writer.Status, Is.EqualTo(new ChargingStatus(false, 0, 101, 30)));
        disk.IsFull = false;
    }

    [Test]
    public async Task A_file_that_is_long_enough_is_closed_and_the_next_begins()
    {
        await using (var writer = Start(new ChargingOptions { RotateBytes = 1_000 }))
        {
            for (var i = 0; i < 20; i++) writer.Write(Record($"s{i}", RecordType.Event));
        }

        await using (var writer = Start(new ChargingOptions { RotateBytes = 1_000 })) writer.Write(Record("last", RecordType.Event));

        var files = Directory.GetFiles(_folder, "cdr-*.jsonl");
        Assert.That(files, Is.Not.Empty);
        Assert.That(files.Sum(file => File.ReadAllLines(file).Length) + Written().Length, Is.EqualTo(21));
    }

    [Test, CancelAfter(20_000)]
    public async Task An_old_file_is_closed_though_nothing_comes(CancellationToken stop)
    {
        await using var writer = Start(new ChargingOptions { RotateSeconds = 1 });
        writer.Write(Record("a", RecordType.Event));
        await UntilAsync(() => Directory.GetFiles(_folder, "cdr-*.jsonl").Length == 1, stop);
        Assert.That(File.Exists(Path.Combine(_folder, "cdr.jsonl")), Is.False);
    }

    [Test]
    public async Task The_journal_stays_short_however_many_sessions_pass()
    {
        await using (var writer = Start(new ChargingOptions { FlushMs = 0 }))
        {
            writer.Write(Record("stays", RecordType.Start));
            for (var i = 0; i < 8_000; i++)
            {
                writer.Write(Record($"s{i}", RecordType.Start));
                writer.Write(Record($"s{i}", RecordType.Stop));
            }
        }

        Assert.That(new FileInfo(Path.Combine(_folder, "open.journal")).Length, Is.LessThan(2_000_000));
        await Start().DisposeAsync();
        Assert.That(Lines().Select(Parse).Single(record => record.Cause == "aborted").SessionId, Is.EqualTo("stays"));
    }

    private static async Task UntilAsync(Func<bool> isSo, CancellationToken stop)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!isSo()) await beat.WaitForNextTickAsync(stop);
    }

    private static ChargingRecord Record(string session, RecordType type) => new()
    {
        SessionId = session,
        Type = type,
        Node = "mrfc1",
        Time = DateTimeOffset.UnixEpoch,
        Conference = "sip:conf-1@home1.net",
    };

    private static ChargingRecord Parse(string line)
    {
        Assert.That(ChargingRecord.TryParse(System.Text.Encoding.UTF8.GetBytes(line), out var record), line);
        return record;
    }

    private RecordWriter Start(ChargingOptions? options = null, Func<string, Stream>? open = null)
    {
        options ??= new ChargingOptions();
        return RecordWriter.Start(
            new ChargingOptions
            {
                Folder = _folder,
                FlushMs = Math.Min(options.FlushMs, 5),
                MaxWaiting = options.MaxWaiting,
                RotateBytes = options.RotateBytes,
                RotateSeconds = options.RotateSeconds,
            },
            TimeProvider.System, _log, open);
    }

    private string[] Lines() => File.Exists(Path.Combine(_folder, "cdr.jsonl")) ? File.ReadAllLines(Path.Combine(_folder, "cdr.jsonl")) : [];

    private string[] Written() => [.. Lines().Select(Parse).Select(record => $"{record.SessionId} {record.Type}")];

    /// <summary>A disk that takes half of what is written, and no more, while it is full.</summary>
    private sealed class FullDisk
    {
        private volatile bool _isFull;

        public bool IsFull
        {
            set => _isFull = value;
        }

        public Stream Open(string path) => new FullStream(this, new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read));

        private sealed class FullStream(FullDisk disk, FileStream file) : Stream
        {
            public override bool CanRead => false;

            public override bool CanSeek => true;

            public override bool CanWrite => true;

            public override long Length => file.Length;

            public override long Position
            {
                get => file.Position;
                set => file.Position = value;
            }

            public override void Write(ReadOnlySpan<byte> buffer)
            {
                file.Write(disk._isFull ? buffer[..(buffer.Length / 2)] : buffer);
                if (disk._isFull) throw new IOException("No space left on device");
            }

            public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

            public override void Flush() => file.Flush();

            public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

            public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

            public override void SetLength(long value) => file.SetLength(value);

            protected override void Dispose(bool disposing)
            {
                if (disposing) file.Dispose();
                base.Dispose(disposing);
            }
        }
    }
}

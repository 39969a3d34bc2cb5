using System.Net;
using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;
using ImsConference.Mrfp.Contexts;
using ImsConference.Mrfp.Playback;
using Microsoft.Extensions.Options;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp;

/// <summary>The contexts of an MRFP with workers turned by hand, ports in memory, and a clock that the test moves.</summary>
public sealed class MediaBench : IDisposable
{
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    private readonly List<MediaWorker> _workers = [];
    private readonly RecordingLog<MediaWorker> _log = new();
    private long _allocatedBytes; // by the workers, commands included
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mrfp-");

    public MediaBench(int workers = 1, RtpOptions? rtp = null, MediaOptions? media = null)
    {
        var mediaOptions = Options.Create(media ?? new MediaOptions());
        var rtpOptions = Options.Create(rtp ?? new RtpOptions());
        var clock = new MediaClock(Time);
        for (var i = 0; i < workers; i++) _workers.Add(new MediaWorker(i, clock, mediaOptions, _log));
        Ports = new PortAllocator(rtpOptions, Time, Network.Bind, local => new FakeBulkPort(Network.Bind(local)));
        Node = new MediaNode(_workers, clock, Ports, Codecs, mediaOptions, rtpOptions) { Happened = Happened.Add };
        Folder = new RecordingFolder(Options.Create(new PlaybackOptions { RecordingFolder = _folder.FullName }));
        var playback = Options.Create(new PlaybackOptions { PromptFolder = _folder.FullName });
        Playbacks = new ContextPlaybacks(Node, new SoundLibrary(new PromptFolder(playback), playback, Time, Sounds), clock);
        Recordings = new ContextRecordings(Node, Folder, TimeProvider.System); // paces a thread of its own
    }

    public ManualTime Time { get; } = new();

    public FakeNetwork Network { get; } = new();

    public CodecLibrary Codecs { get; } = new();

    public PortAllocator Ports { get; }

    public MediaNode Node { get; }

    public RecordingFolder Folder { get; }

    public ContextRecordings Recordings { get; }

    public ContextPlaybacks Playbacks { get; }

    /// <summary>What the sound library says.</summary>
    public RecordingLog<SoundLibrary> Sounds { get; } = new();

    public IReadOnlyList<MediaWorker> Workers => _workers;

    /// <summary>What was reported, in order.</summary>
    public List<MediaEvent> Happened { get; } = [];

    /// <summary>Everybody who speaks and listens; they go on whenever time does.</summary>
    public List<FakePeer> Peers { get; } = [];

    /// <summary>Likewise.</summary>
    public List<CodecPeer> CodecPeers { get; } = [];

    /// <summary>Bytes that the workers allocate in some work once it is warm.</summary>
    public long AllocatedBy(Action pass) => Allocations.OfLeanest(pass, () => _allocatedBytes);

    /// <summary>Runs a command to its end, the clock standing still.</summary>
    public async Task<T> Do<T>(Task<T> command)
    {
        while (!command.IsCompleted)
        {
            Turn();
            await Task.Yield();
        }

        return await command;
    }

    public Task<ContextState> AddContextAsync(string id, string owner = "mrfc", int reserved = 0, double leaseSeconds = 60, double speakersSeconds = 0) => Do(
        Node.AddContextAsync(new ContextIdentity(id, owner, TimeSpan.FromSeconds(leaseSeconds), reserved, (id, owner, reserved), TimeSpan.FromSeconds(speakersSeconds)), CancellationToken.None));

    /// <summary>Adds a participant who sends a tone and hears what is sent to it.</summary>
    /// <param name="contextId">Where.</param>
    /// <param name="id">Of the termination.</param>
    /// <param name="toneHz">0 sends digital silence.</param>
    /// <param name="change">Of the usual settings.</param>
    public async Task<FakePeer> JoinAsync(
        string contextId, string id, double toneHz, Func<AudioSettings, AudioSettings>? change = null)
    {
        var peer = new FakePeer(this, toneHz);
        peer.Settings = (change ?? (it => it))(peer.Settings);
        var state = await AddAsync(contextId, id, peer.Settings);
        peer.Meet(state);
        Peers.Add(peer);
        return peer;
    }

    /// <summary>Adds a participant with codecs of its own.</summary>
    public async Task<CodecPeer> JoinAsync(
        string contextId, string id, AudioFormat talks, AudioFormat hears, Func<AudioSettings, AudioSettings>? change = null)
    {
        var peer = new CodecPeer(this, talks, hears);
        peer.Settings = (change ?? (it => it))(peer.Settings);
        peer.To = (await AddAsync(contextId, id, peer.Settings)).Audio.LocalRtp;
        CodecPeers.Add(peer);
        return peer;
    }

    public Task<TerminationState> AddAsync(string contextId, string id, AudioSettings settings) =>
        Do(Node.AddTerminationAsync(contextId, id, settings, (id, settings), CancellationToken.None));

    /// <summary>Changes a participant, on both sides.</summary>
    public Task<TerminationState> ModifyAsync(string contextId, string id, FakePeer peer, Func<AudioSettings, AudioSettings> change)
    {
        peer.Settings = change(peer.Settings);
        return Do(Node.ModifyTerminationAsync(contextId, id, peer.Settings, CancellationToken.None));
    }

    public Task<TerminationState> AuditAsync(string contextId, string id) =>
        Do(Node.AuditTerminationAsync(contextId, id, CancellationToken.None));

    /// <summary>Lets time pass, millisecond by millisecond: peers first, then the workers.</summary>
    public void Run(TimeSpan duration)
    {
        for (var left = duration; left > TimeSpan.Zero; left -= Step)
        {
            Time.Advance(Step);
            foreach (var peer in Peers) peer.Turn();
            foreach (var peer in CodecPeers) peer.Turn();
            Turn();
        }
    }

    public void Run(double seconds) => Run(TimeSpan.FromSeconds(seconds));

    /// <summary>Writes a prompt.</summary>
    public void Write(string name, byte[] file)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, file);
    }

    /// <summary>Likewise, but what the peers say comes only after so much time, and then all at once.</summary>
    public void RunInBursts(double seconds, int burstMs)
    {
        for (var left = (int)(seconds * 1000); left > 0; left -= burstMs)
        {
            for (var i = 0; i < burstMs; i++)
            {
                Time.Advance(Step);
                Turn();
            }

            for (var i = 0; i < burstMs; i++)
            {
                foreach (var peer in Peers) peer.Turn();
                foreach (var peer in CodecPeers) peer.Turn();
            }
        }
    }

    public void Turn()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var worker in _workers) worker.Turn();
        _allocatedBytes += GC.GetAllocatedBytesForCurrentThread() - before;
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        foreach (var peer in CodecPeers) peer.Dispose();
        Assert.That(_log.Errors, Is.Empty);
    }

    /// <summary>An address for a peer that nobody had before.</summary>
    internal IPEndPoint PeerAddress() => new(IPAddress.Parse("192.0.2.1"), _nextPort += 2);

    private int _nextPort = 40_000;
}

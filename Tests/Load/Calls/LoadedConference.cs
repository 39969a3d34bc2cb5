using System.Diagnostics;
using ImsConference.Tests.Ue;
using ImsConference.Tests.Ue.Hearing;
using ImsConference.Tests.Ue.Sounds;

namespace ImsConference.Tests.Load.Calls;

/// <summary>One conference of the load: the first participant makes it, the others join, each says a tone.</summary>
/// <param name="options">The load.</param>
/// <param name="host">Where the UEs live.</param>
/// <param name="index">Which conference: neighbours use other tones, so that one heard in another would show.</param>
internal sealed class LoadedConference(CallsOptions options, UeHost host, int index)
{
    public const int Tones = 12;

    // Six talkers together stay below full scale.
    private const double LevelDb = -18;
    private const double PresentDb = LevelDb - 6;

    private readonly UeCall?[] _calls = new UeCall?[options.Participants];
    private readonly AudioClip?[] _clips = new AudioClip?[options.Participants];
    private readonly UserEquipment?[] _equipments = new UserEquipment?[options.Participants];
    private readonly List<double> _setupMs = [];
    private readonly List<string> _failures = [];

    /// <summary>Time from INVITE to the answered, acknowledged call, of each that came to be; ms.</summary>
    public IReadOnlyList<double> SetupMs => _setupMs;

    /// <summary>Why calls came to nothing.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>The creator calls the factory; then the others call what it got, all at once.</summary>
    public async Task BuildAsync(CancellationToken stop)
    {
        await JoinAsync(0, $"sip:conf-factory1@{options.Domain}", stop);
        if (_calls[0] is not { } first) return;
        await Task.WhenAll(Enumerable.Range(1, options.Participants - 1).Select(i => JoinAsync(i, first.ConferenceUri, stop)));
    }

    /// <summary>Everybody listens; <see cref="JudgeAsync()"/> then says what was heard.</summary>
    public async Task ListenAsync(TimeSpan duration, CancellationToken stop)
    {
        var talking = Enumerable.Range(0, _calls.Length).Where(i => _calls[i] is not null).ToList();
        await Task.WhenAll(talking.Select(i => _calls[i]!.Media.ResetArrivalAsync()));
        await Task.WhenAll(talking.Select(async i => _clips[i] = await _calls[i]!.ListenAsync(duration, stop)));
    }

    /// <summary>What each listener heard. Takes some of the processor: not while anybody listens.</summary>
    public async Task<IReadOnlyList<ListenerFigures>> JudgeAsync()
    {
        var figures = new List<ListenerFigures>();
        for (var i = 0; i < _clips.Length; i++)
            if (_clips[i] is { } clip)
                figures.Add(await JudgeAsync(i, clip));
        return figures;
    }

    /// <summary>Everybody hangs up, the creator last.</summary>
    public async Task EndAsync()
    {
        foreach (var equipment in _equipments.Reverse())
            if (equipment is not null) await equipment.DisposeAsync();
    }

    private async Task JoinAsync(int participant, string uri, CancellationToken stop)
    {
        var hz = HzOf(participant);
        var equipment = await host.AddAsync(new UeProfile
        {
            Identity = $"sip:c{index}p{participant}@{options.Domain}",
            NewVoice = () => new Tone(hz, LevelDb),
            Preconditions = options.Preconditions,
        });
        _equipments[participant] = equipment;
        var clock = Stopwatch.StartNew();
        try
        {
            _calls[participant] = await equipment.CallAsync(uri, stop);
            lock (_setupMs) _setupMs.Add(clock.Elapsed.TotalMilliseconds);
        }
        catch (CallRefusedException e)
        {
            lock (_failures) _failures.Add($"conference {index}: {e.Message}");
        }
    }

    private async Task<ListenerFigures> JudgeAsync(int participant, AudioClip clip)
    {
        double[] expected = [.. Enumerable.Range(0, _calls.Length).Where(i => i != participant && _calls[i] is not null).Select(HzOf)];
        double[] forbidden = [.. Enumerable.Range(0, Tones).Select(i => (double)Tone.HzOf(i)).Except(expected)];

        // Two seconds tell who is there; what does not belong to the mix later on would show in the quality of those windows.
        var beginning = clip.Samples[..Math.Min(clip.Samples.Length, 2 * Pcm.RateHz)];
        var tones = TonesHeard.In(beginning, expected, forbidden, PresentDb);
        var quality = Quality.Of(clip.Samples, expected);
        var media = await _calls[participant]!.Media.FiguresAsync();
        return new ListenerFigures(
            $"conference {index}, participant {participant}", tones, quality, clip.MissingMs, clip.LongestGapMs, media.JitterMs, media.LongestArrivalGapMs);
    }

    private double HzOf(int participant) => Tone.HzOf((index * options.Participants + participant) % Tones);
}

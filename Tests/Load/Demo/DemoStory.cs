using System.Diagnostics;
using ImsConference.Sip.Sessions;
using ImsConference.Sip.Transports;
using ImsConference.Tests.Load.Ladder;
using ImsConference.Tests.Ue;
using Spectre.Console;

namespace ImsConference.Tests.Load.Demo;

/// <summary>The demo: UE1 makes a conference, UE2 and UE3 join on its REFERs, UE4 is dialled out to, UE2 leaves, all hang up.</summary>
internal sealed class DemoStory : IAsyncDisposable
{
    private static readonly string[] Lifelines = ["UE1", "UE2", "UE3", "UE4", "MRFC", "MRFP"];

    // Streams need a moment to fill the jitter buffers before a check means anything.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    // Two packets: where a UE waits longer for its turn, so may the MRFP, and what is missing says nothing of it.
    private const double LateMs = 40;

    private readonly DemoOptions _options;
    private readonly IAnsiConsole _console;
    private readonly LadderRenderer _renderer;
    private readonly LiveLadder _ladder;
    private readonly TraceStream _trace;
    private readonly RecordedMix _mix = new();
    private readonly UeHost _host;
    private readonly List<Actor> _cast = [];
    private readonly List<Finding> _findings = [];
    private readonly List<HearingRound> _rounds = [];
    private readonly CancellationTokenSource _traceEnd = new();
    private Task _tracing = Task.CompletedTask;
    private volatile string? _traceFault;

    public DemoStory(DemoOptions options, IAnsiConsole console)
    {
        _options = options;
        _console = console;
        _renderer = new LadderRenderer(Lifelines, console.Profile.Width);
        _renderer.Place("mrfc", "MRFC");
        _renderer.Place($"{options.Sip}", "MRFC");
        _ladder = new LiveLadder(console, _renderer, TimeProvider.System);
        _trace = new TraceStream(options.Console);
        _host = UeHost.Start(new UeHostOptions { Address = options.Sip.Address, Proxy = options.Sip, Tap = TakeOwn });
    }

    /// <returns>True when everything was as it should be.</returns>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        _tracing = FollowAsync();
        await CastAsync();
        var talk = Stopwatch.StartNew();
        try
        {
            await PlayAsync(stop);
        }
        catch (Exception e) when (e is CallRefusedException or InvalidOperationException or OperationCanceledException)
        {
            var isLate = stop.IsCancellationRequested;
            Check("the story was played to its end", false, isLate ? $"stopped after {talk.Elapsed.TotalSeconds:0} s: {e.Message}" : e.Message);
        }

        await EndAsync(talk.Elapsed);
        await _ladder.CompleteAsync();
        return Report();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _traceEnd.CancelAsync();
        await _tracing;
        await _ladder.DisposeAsync();
        _trace.Dispose();
        _traceEnd.Dispose();
    }

    private async Task CastAsync()
    {
        for (var i = 0; i < 4; i++)
        {
            var voice = DemoVoice.Of(_options.Voice, i);
            var equipment = await _host.AddAsync(new UeProfile
            {
                Identity = $"sip:user{i + 1}_public1@{_options.Domain}",
                DisplayName = $"User {i + 1}",
                NewVoice = voice.NewSound,
                Headers = [
                    new HeaderLine("P-Preferred-Identity", $"<sip:user{i + 1}_public1@{_options.Domain}>"),
                    new HeaderLine("P-Access-Network-Info", "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=2340151D0FCE11"),
                    new HeaderLine("Privacy", "none"),
                ],
            });
            _cast.Add(new Actor($"UE{i + 1}", equipment, voice));
            _renderer.Place(AddressOf(equipment), $"UE{i + 1}");
        }
    }

    private async Task PlayAsync(CancellationToken stop)
    {
        var (one, two, three, four) = (_cast[0], _cast[1], _cast[2], _cast[3]);
        _ladder.Tell($"UE1 calls the conference factory, {_options.FactoryUri}");
        one.Call = await one.Equipment.CallAsync(_options.FactoryUri, stop);
        Check("the factory answered 183 reliably before 200", one.Call.Provisionals.Contains(183), string.Join(", ", one.Call.Provisionals));

        _ladder.Tell("UE1 subscribes to the conference's state");
        await using var watch = await one.Equipment.SubscribeAsync(one.Call.ConferenceUri, stop);

        foreach (var guest in new[] { two, three })
        {
            _ladder.Tell($"UE1 refers {guest.Name} to the conference");
            await ReferAsync(one, guest.Equipment.Address, one.Call.ConferenceUri + ";method=INVITE", stop);
            guest.Call = await guest.Equipment.NextCallAsync(stop);
        }

        await ListenAsync("three talk", [one, two, three], stop);

        _ladder.Tell("UE1 refers the focus to UE4: the focus dials out");
        await ReferAsync(one, one.Call.ConferenceUri, four.Equipment.Address, stop);
        four.Call = await four.Equipment.NextCallAsync(stop);
        await ListenAsync("UE4 has joined", [one, two, three, four], stop);
        await CheckRosterAsync(watch, 4, stop);

        _ladder.Tell("UE2 leaves");
        await two.Call.ByeAsync();
        await ListenAsync("UE2 has left", [one, three, four], stop);
        await CheckRosterAsync(watch, 3, stop);
        var isGapless = watch.Gaps == 0 && watch.Faults.Count == 0 && watch.Versions.Zip(watch.Versions.Skip(1)).All(v => v.Second == v.First + 1);
        Check("the versions of the roster have no gaps", isGapless, string.Join(" ", watch.Versions));

        _ladder.Tell("the others hang up");
        foreach (var actor in new[] { four, three, one }) await actor.Call.ByeAsync();
    }

    private async Task ReferAsync(Actor referrer, string target, string referTo, CancellationToken stop)
    {
        var outcome = await referrer.Equipment.ReferAsync(target, referTo, stop);
        Check($"REFER to {target} was accepted and reported 200", outcome is { Status: 200 or 202, FinalStatus: 200 },
            $"{outcome.Status}, then {outcome.FinalStatus}");
    }

    private async Task ListenAsync(string title, IReadOnlyList<Actor> present, CancellationToken stop)
    {
        _ladder.Tell($"{title}: everybody listens for {_options.Listen.TotalSeconds} s");
        await Task.Delay(Settling, stop);
        _host.Media.TakeWorstLateMs();
        var round = await HearingRound.RunAsync(title, present, _cast, _options.Listen, stop);
        var lateMs = _host.Media.TakeWorstLateMs();
        _rounds.Add(round);
        var machine = !round.Passed && lateMs > LateMs ? $"; the machine is too busy: it let the UEs wait for up to {lateMs:0} ms" : "";
        Check($"{title}: each hears all the others and not itself", round.Passed, $"{present.Count} listeners{machine}");
    }

    private async Task CheckRosterAsync(ConferenceWatch watch, int count, CancellationToken stop)
    {
        await watch.WaitForConnectedAsync(count, stop);
        Check($"UE1's roster shows {count} connected", true, string.Join(", ", watch.Connected));
    }

    private async Task EndAsync(TimeSpan talk)
    {
        foreach (var actor in _cast) await actor.Equipment.DisposeAsync();
        var counts = await _host.CountsAsync();
        Check("no dialog and no subscription is left behind", counts is { Dialogs: 0, Subscriptions: 0 }, $"{counts}");
        Check("the MRFC's trace was read to the end", _traceFault is null, _traceFault ?? $"{_ladder.Taken} messages");
        var least = _rounds.Count * _options.Listen;
        _findings.Add(await _mix.CheckAsync(least < talk ? least : talk, _cast));
    }

    private bool Report()
    {
        foreach (var round in _rounds) _console.Write(round.ToTable());
        var table = new Table().Border(TableBorder.Rounded).AddColumn("check").AddColumn("outcome").AddColumn("found");
        foreach (var finding in _findings)
            table.AddRow(Markup.Escape(finding.What), finding.Passed ? "[green]passed[/]" : "[red]FAILED[/]", Markup.Escape(finding.Detail));
        _console.Write(table);
        _console.WriteLine($"recorded mix: {_mix.Path ?? "none"}");
        var passed = _findings.TrueForAll(f => f.Passed);
        _console.MarkupLine(passed ? "[green]demo passed[/]" : "[red]demo FAILED[/]");
        return passed;
    }

    private void Check(string what, bool passed, string detail) => _findings.Add(new Finding(what, passed, detail));

    /// <summary>What the MRFC saw: everything but what UEs say to each other.</summary>
    private async Task FollowAsync()
    {
        var start = TimeProvider.System.GetUtcNow();
        try
        {
            await foreach (var entry in _trace.ReadAsync(_traceEnd.Token))
            {
                if (entry.Time < start) continue; // kept from calls before this one
                _mix.Watch(entry);
                if (entry.IsMp) PlaceMrfp(entry);
                _ladder.Add(LadderEntry.Of(entry, _renderer.Knows));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            if (!_traceEnd.IsCancellationRequested) _traceFault = e.Message;
        }
    }

    private void PlaceMrfp(TraceEvent entry) => _renderer.Place(entry.From == "mrfc" ? entry.To : entry.From, "MRFP");

    /// <summary>What UEs say to each other, of which the MRFC knows nothing.</summary>
    private void TakeOwn(TraceEntry entry)
    {
        if (!entry.Outgoing || entry.Hop.Remote.Equals(_options.Sip)) return;
        _ladder.Add(new LadderEntry(entry.Time, $"{entry.Hop.Local}", $"{entry.Hop.Remote}", IsMp: false, LadderEntry.LabelOf(entry.Message)));
    }

    private static string AddressOf(UserEquipment equipment) => equipment.Address[(equipment.Address.IndexOf('@') + 1)..];
}

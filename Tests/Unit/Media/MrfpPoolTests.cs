using ImsConference.Mrfc.Media;
using ImsConference.Protos.Mp;
using ImsConference.Tests.Unit.Focus;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Media;

public sealed class MrfpPoolTests
{
    private static readonly MpOptions Options = new();

    private readonly List<string> _heard = [];
    private LoopDriver _driver = new();
    private RecordingLog<MrfpPool> _log = new();
    private FakeMrfp[] _mrfps = [];
    private MrfpPool? _pool;

    private MrfpPool Pool => _pool ?? throw new InvalidOperationException("Not set up.");

    [SetUp]
    public void Start()
    {
        _heard.Clear();
        _driver = new LoopDriver();
        _log = new RecordingLog<MrfpPool>();
        _mrfps = [new FakeMrfp(_driver.Loop, "a:7070"), new FakeMrfp(_driver.Loop, "b:7070")];
        _pool = new MrfpPool(_driver.Loop, _mrfps, "mrfc1", Options, _log);
        _pool.ContextLost += (context, loss) => _heard.Add($"{context.Id} {loss}");
        _pool.EventReceived += (context, happened) => _heard.Add($"{context.Id} {happened.KindCase}");
        _pool.TerminationLost += (context, termination) => _heard.Add($"{context.Id} {termination} missing");
        _driver.Run(_pool.Start);
        _driver.AdvanceMs(100);
    }

    [TearDown]
    public void Stop()
    {
        _pool?.Dispose();
        _driver.RunUntilIdle();
        _driver.AdvanceMs(10_000);   // an audit that waits for its next try finds nobody to ask
        _driver.AssertClean();
    }

    [Test]
    public void Places_by_turns_on_equal_MRFPs() =>
        Assert.That(Enumerable.Range(0, 4).Select(i => Place($"c{i}").Mrfp.Name), Is.EqualTo(["a:7070", "b:7070", "a:7070", "b:7070"]));

    [Test]
    public void Places_on_the_less_busy_MRFP()
    {
        Report(_mrfps[0], new Protos.Mp.Load { Percent = 40, FreePorts = 100 });
        Assert.That(Enumerable.Range(0, 3).Select(i => Place($"c{i}", 1).Mrfp.Name), Is.All.EqualTo("b:7070"));
    }

    [Test]
    public void What_was_placed_counts_before_the_MRFP_says_so()
    {
        Place("big", 900);
        Assert.That(Place("next", 200).Mrfp.Name, Is.EqualTo("b:7070"));
        Assert.That(FaultOf(() => Place("too big", 900)), Is.EqualTo(MrfpFault.Exhausted));
    }

    [Test]
    public void Placements_at_the_same_time_count_for_each_other()
    {
        var names = _driver.Run<MrfpContext[]>(() => Task.WhenAll(PlaceAsync("c1", 600), PlaceAsync("c2", 600))).Select(c => c.Mrfp.Name);
        Assert.That(names, Is.EqualTo(["a:7070", "b:7070"]));
    }

    [Test]
    public void No_free_port_is_no_room()
    {
        foreach (var mrfp in _mrfps) Report(mrfp, new Protos.Mp.Load { FreePorts = 5, ReservedTerminations = 3 });
        Assert.That(FaultOf(() => Place("c1", 3)), Is.EqualTo(MrfpFault.Exhausted));
        Assert.That(Place("c2", 2).Id, Is.EqualTo("c2"));
    }

    [Test]
    public void A_draining_MRFP_takes_nothing_new_and_keeps_what_it_has()
    {
        var first = Place("c1");
        _mrfps[0].Report("", "", e => e.OutOfService = new OutOfService { Reason = "stopping" });
        _driver.RunUntilIdle();

        Assert.That(Enumerable.Range(2, 3).Select(i => Place($"c{i}").Mrfp.Name), Is.All.EqualTo("b:7070"));
        Assert.That(first.IsGone, Is.False);
        Assert.That(Pool.Status.Select(s => s.State), Is.EqualTo([MrfpState.Draining, MrfpState.Serving]));
    }

    [Test]
    public void An_MRFP_that_refuses_is_passed_over()
    {
        _mrfps[0].Before = _ => throw new MrfpException(MrfpFault.Exhausted, "full");
        Assert.That(Place("c1").Mrfp.Name, Is.EqualTo("b:7070"));
        _mrfps[1].Before = _ => throw new MrfpException(MrfpFault.Rejected, "no");
        Assert.That(FaultOf(() => Place("c2")), Is.EqualTo(MrfpFault.Rejected), "what the last one said");
    }

    [Test]
    public void Media_that_nobody_offers_are_rejected()
    {
        var video = new AddContextRequest { ContextId = "c1", Media = { MediaType.Video } };
        Assert.That(FaultOf(() => _driver.Run<MrfpContext>(() => Pool.PlaceContextAsync(video, _ => true, CancellationToken.None))), Is.EqualTo(MrfpFault.Rejected));
        Assert.That(Pool.CapabilitiesOf(MediaType.Audio).Select(capability => capability.Formats[0].Encoding), Is.EqualTo(["PCMU", "PCMU"]));
        Assert.That(Pool.CapabilitiesOf(MediaType.Video).Select(capability => capability.Formats), Is.All.Empty);
    }

    [Test]
    public void Without_an_MRFP_that_serves_there_is_none()
    {
        foreach (var mrfp in _mrfps) mrfp.GoDown();
        _driver.RunUntilIdle();
        Assert.That(FaultOf(() => Place("c1")), Is.EqualTo(MrfpFault.Unavailable));
        foreach (var mrfp in _mrfps) mrfp.ComeBack(restarted: false);
        _driver.AdvanceMs(Options.ReconnectMostMs);
    }

    [Test]
    public void A_short_absence_costs_nothing()
    {
        var context = Place("c1");
        _mrfps[0].GoDown();
        _driver.AdvanceMs(Options.LostAfterMs - Options.ReconnectMostMs - 100);
        Assert.That(Pool.Status[0].State, Is.EqualTo(MrfpState.Unreachable));

        _mrfps[0].ComeBack(restarted: false);
        _driver.AdvanceMs(Options.ReconnectMostMs);
        Assert.That((Pool.Status[0].State, context.IsGone), Is.EqualTo((MrfpState.Serving, false)));
        Assert.That(_heard, Is.Empty);
    }

    [Test]
    public void A_long_absence_gives_the_contexts_up_once()
    {
        var context = Place("c1");
        _mrfps[0].GoDown();
        _driver.AdvanceMs(Options.LostAfterMs * 3);
        Assert.That((_heard.Single(), context.IsGone, Pool.Contexts), Is.EqualTo(("c1 Unreachable", true, 0)));

        _mrfps[0].ComeBack(restarted: false);
        _driver.AdvanceMs(Options.ReconnectMostMs + 100);
        Assert.That(_mrfps[0].Contexts, Is.Empty, "what was given up is subtracted");
        Assert.That(_heard, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_restart_takes_the_contexts_of_before()
    {
        Place("c1");
        Place("c2");
        Place("c3");
        _mrfps[0].GoDown();
        _driver.RunUntilIdle();
        _mrfps[0].ComeBack(restarted: true);
        _driver.AdvanceMs(1000);
        Assert.That(_heard, Is.EquivalentTo(["c1 Restarted", "c3 Restarted"]));
        Assert.That(Pool.Contexts, Is.EqualTo(1));
    }

    [Test]
    public void The_pauses_between_tries_grow()
    {
        _mrfps[0].GoDown();
        _mrfps[0].Commands.Clear();
        _driver.AdvanceMs(60_000);
        Assert.That(_mrfps[0].Commands, Has.Count.InRange(31, 34), "0.2, 0.4, … 2, 2, … s");
    }

    [Test]
    public void A_reaped_context_is_lost()
    {
        Place("c1");
        _mrfps[0].Report("c1", "", e => e.ContextReaped = new ContextReaped());
        _driver.RunUntilIdle();
        Assert.That(_heard, Is.EqualTo(["c1 Reaped"]));
    }

    [Test]
    public void Events_reach_the_context_that_they_concern()
    {
        Place("c1");
        _mrfps[0].Report("c1", "t1", e => e.RtpTimeout = new RtpTimeout());
        _mrfps[0].Report("somebody else's", "t1", e => e.RtpTimeout = new RtpTimeout());
        _driver.RunUntilIdle();
        Assert.That(_heard, Is.EqualTo(["c1 RtpTimeout"]));
    }

    [Test]
    public void What_a_listener_does_wrong_keeps_nobody_else_from_being_told()
    {
        Place("c1");
        Place("c2");
        Place("c3");
        Pool.ContextLost += (context, _) => throw new InvalidOperationException(context.Id);
        _mrfps[0].GoDown();
        _driver.RunUntilIdle();
        _mrfps[0].ComeBack(restarted: true);
        _driver.AdvanceMs(1000);

        Assert.That(_heard, Is.EquivalentTo(["c1 Restarted", "c3 Restarted"]));
        Assert.That(Pool.Status[0].State, Is.EqualTo(MrfpState.Serving));
        Assert.That(_driver.Loop.Faults, Is.EqualTo(2));
        Pool.Dispose();
        _pool = null;
        _driver = new LoopDriver();
    }

    [Test]
    public void An_event_stream_that_does_not_begin_is_given_up_and_tried_again()
    {
        _mrfps[0].GoDown();
        _driver.RunUntilIdle();
        _mrfps[0].ComeBack(restarted: false);
        _mrfps[0].IsMute = true;
        _driver.AdvanceMs(Options.ReconnectFirstMs + Options.CommandTimeoutMs + 100);
        Assert.That(Pool.Status[0].State, Is.EqualTo(MrfpState.Unreachable));

        _mrfps[0].IsMute = false;
        _driver.AdvanceMs(Options.ReconnectMostMs + Options.CommandTimeoutMs);
        Assert.That(Pool.Status[0].State, Is.EqualTo(MrfpState.Serving));
    }

    [Test]
    public void A_silent_MRFP_that_answers_commands_is_none_the_worse()
    {
        _driver.Advance(TimeSpan.FromMinutes(5));
        Assert.That(Pool.Status.Select(status => status.State), Is.All.EqualTo(MrfpState.Serving));
        Assert.That(_mrfps[0].Commands.Count(command => command == "GetCapabilities"), Is.GreaterThan(10), "it is asked whether it is well");
    }

    [Test]
    public void A_gap_in_the_events_is_followed_by_an_audit()
    {
        Place("c1");
        Place("c2");
        Place("c3");
        _mrfps[0].Contexts.Remove("c3");
        _mrfps[0].Report("c1", "t1", e =>
        {
            e.Sequence += 5;
            e.Latched = new Latched();
        });
        _driver.AdvanceMs(100);
        Assert.That(_heard, Is.EqualTo(["c1 Latched", "c3 Missing"]));
    }

    [Test]
    public void A_context_of_an_earlier_life_is_subtracted()
    {
        _mrfps[0].GoDown();
        _driver.RunUntilIdle();
        _mrfps[0].Contexts.Add("old", []);
        _mrfps[0].ComeBack(restarted: false);
        _driver.AdvanceMs(1000);
        Assert.That(_mrfps[0].Contexts, Is.Empty);
    }

    [Test]
    public void A_context_whose_making_was_not_answered_is_subtracted()
    {
        _mrfps[0].After = command => command == "AddContext" ? throw new MrfpException(MrfpFault.TimedOut, "lost") : Task.CompletedTask;
        Assert.That(Place("c1").Mrfp.Name, Is.EqualTo("b:7070"));
        _driver.AdvanceMs(100);
        Assert.That(_mrfps[0].Contexts, Is.Empty);
        Assert.That(_mrfps[1].Contexts.Keys, Is.EqualTo(["c1"]));
    }

    [Test]
    public void An_audit_spares_what_is_being_placed()
    {
        var slow = new TaskCompletionSource();
        _mrfps[0].After = command => command == "AddContext" ? slow.Task : Task.CompletedTask;
        var placing = _driver.Loop.InvokeAsync(() => PlaceAsync("c1", 3));
        _driver.AdvanceMs(100);
        _mrfps[0].Report("", "", e => e.Sequence += 5);
        _driver.AdvanceMs(100);
        slow.SetResult();
        _driver.RunUntilIdle();
        Assert.That(placing.IsCompletedSuccessfully);
        Assert.That(_mrfps[0].Contexts.Keys, Is.EqualTo(["c1"]));
    }

    [Test]
    public void A_released_context_is_gone_on_both_sides()
    {
        var context = Place("c1");
        Release(context);
        Release(context);
        Assert.That((_mrfps[0].Contexts.Count, Pool.Contexts, context.IsGone), Is.EqualTo((0, 0, true)));
        Assert.That(_mrfps[0].Commands.Count(c => c == "SubtractContext c1"), Is.EqualTo(1));
        Assert.That(_heard, Is.Empty, "who releases need not be told");
    }

    [Test]
    public void A_release_that_was_not_heard_is_made_good()
    {
        var context = Place("c1");
        var isDeaf = true;
        _mrfps[0].Before = _ => isDeaf ? throw new MrfpException(MrfpFault.TimedOut, "deaf") : Task.CompletedTask;
        Release(context);
        _driver.AdvanceMs(100);
        Assert.That((_mrfps[0].Contexts.Count, Pool.Contexts), Is.EqualTo((1, 0)));

        isDeaf = false;
        _driver.AdvanceMs(10_000);
        Assert.That(_mrfps[0].Contexts, Is.Empty);
    }

    private static MrfpFault FaultOf(Action work) => (Assert.Catch<MrfpException>(work) ?? throw new AssertionException("No fault.")).Fault;

    private void Report(FakeMrfp mrfp, Protos.Mp.Load load)
    {
        mrfp.Report("", "", e => e.Load = load);
        _driver.RunUntilIdle();
    }

    private MrfpContext Place(string id, uint participants = 3) => _driver.Run<MrfpContext>(() => PlaceAsync(id, participants));

    private Task<MrfpContext> PlaceAsync(string id, uint participants) =>
        Pool.PlaceContextAsync(new AddContextRequest { ContextId = id, ReservedTerminations = participants }, _ => true, CancellationToken.None);

    private void Release(MrfpContext context) => _driver.Run<IReadOnlyList<Termination>>(() => Pool.ReleaseContextAsync(context));
}

using System.Text;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Sessions;

/// <summary>RFC 6665, both roles.</summary>
public sealed class SubscriptionTests
{
    private static readonly UserAgentOptions Notifier = new() { AllowEvents = ["refer", "conference"] };

    [Test]
    public void A_subscription_and_its_notifications()
    {
        var bench = new Bench();
        var subscription = bench.Subscribe();
        Assert.That(bench.Await(() => subscription.Established));
        bench.Driver.AdvanceMs(100);
        bench.Await(() => bench.Served[0].NotifyAsync(() => Text("second")));

        Assert.That(bench.Ladder, Is.EqualTo("SUBSCRIBE 200 NOTIFY 200 NOTIFY 200"));
        Assert.That(bench.Bodies, Is.EqualTo(new[] { "full", "second" }));
        bench.Await(() => subscription.UnsubscribeAsync());
        Assert.That(bench.States[^1], Is.EqualTo("terminated;reason=timeout"));
        Assert.That(bench.Bodies, Is.EqualTo(new[] { "full", "second", "full" }), "the last NOTIFY bears full state");
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_fetch_is_one_NOTIFY()
    {
        var bench = new Bench();
        var subscription = bench.Subscribe(expires: 0);
        bench.Await(() => subscription.Ended);

        Assert.That(bench.States, Is.EqualTo(new[] { "terminated;reason=timeout" }));
        Assert.That(bench.Bodies, Is.EqualTo(new[] { "full" }));
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_refresh_comes_in_time_and_gets_full_state()
    {
        var bench = new Bench();
        var subscription = bench.Subscribe(expires: 600);
        bench.Driver.Advance(TimeSpan.FromSeconds(1000));

        Assert.That(bench.Count("SUBSCRIBE"), Is.EqualTo(3), "at 0, 480, 960 s");
        Assert.That(bench.Bodies, Has.Count.EqualTo(3));
        Assert.That(subscription.HasEnded, Is.False);
        bench.Await(() => subscription.UnsubscribeAsync());
        bench.AssertNothingLeft();
    }

    [Test]
    public void Without_refresh_it_expires_on_both_sides()
    {
        var bench = new Bench();
        var subscription = bench.Subscribe(expires: 600);
        bench.Driver.Advance(TimeSpan.FromSeconds(10));
        bench.Network.Fate = (_, _) => [];
        bench.Driver.Advance(TimeSpan.FromSeconds(600));

        Assert.That(subscription.HasEnded);
        bench.Driver.Advance(TimeSpan.FromSeconds(40));
        Assert.That(bench.Served[0].HasEnded);
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_NOTIFY_ahead_of_the_200_forms_the_dialog()
    {
        var bench = new Bench();
        bench.Network.Fate = (_, message) => message.StatusCode == 200 && message.Method == SipMethod.Subscribe ? [TimeSpan.FromMilliseconds(200)] : [TimeSpan.Zero];
        var subscription = bench.Subscribe();
        bench.Driver.AdvanceMs(100);

        Assert.That(bench.Await(() => subscription.Established));
        Assert.That(bench.Bodies, Is.EqualTo(new[] { "full" }));
        bench.Driver.AdvanceMs(500);
        Assert.That(bench.Alice.Counts.Dialogs, Is.EqualTo(1));
        bench.Await(() => subscription.UnsubscribeAsync());
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_lost_200_is_no_matter_once_the_NOTIFY_came()
    {
        var bench = new Bench();
        bench.Lose("200");
        var subscription = bench.Subscribe();
        Assert.That(bench.Await(() => subscription.Established));
        bench.Driver.AdvanceMs(5000);

        Assert.That(bench.Served, Has.Count.EqualTo(1));
        bench.Await(() => subscription.UnsubscribeAsync());
        bench.AssertNothingLeft();
    }

    [Test]
    public void Timer_N_ends_a_subscription_without_NOTIFY()
    {
        var bench = new Bench();
        bench.Lose("NOTIFY", int.MaxValue);
        var subscription = bench.Subscribe();
        var end = bench.Await(() => subscription.Ended);

        Assert.That(end.Reason, Is.EqualTo("no NOTIFY"));
        Assert.That(bench.Await(() => bench.Served[0].Ended).Status, Is.EqualTo(408), "the notifier got no answer either");
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_481_to_a_NOTIFY_ends_the_subscription()
    {
        var bench = new Bench();
        bench.Subscribe(onNotify: _ => 481);
        var end = bench.Await(() => bench.Served[0].Ended);

        Assert.That(end.Status, Is.EqualTo(481));
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_481_to_a_refresh_ends_the_subscription()
    {
        var bench = new Bench();
        var subscription = bench.Subscribe();
        bench.Await(() => subscription.Established);
        bench.Network.Fate = (from, _) => from.Equals(bench.BobNode.Address) ? [] : [TimeSpan.Zero];
        bench.Await(() => bench.Served[0].TerminateAsync("noresource"));
        bench.Network.Fate = null;

        Assert.That(bench.Await(() => subscription.RefreshAsync()), Is.False);
        Assert.That(bench.Await(() => subscription.Ended).Status, Is.EqualTo(481));
        bench.AssertNothingLeft();
    }

    [Test]
    public void The_notifier_ends_it_with_a_reason()
    {
        var bench = new Bench();
        var subscription = bench.Subscribe();
        bench.Await(() => subscription.Established);
        bench.Await(() => bench.Served[0].TerminateAsync("noresource", Text("over"), retryAfterSeconds: 30));
        var end = bench.Await(() => subscription.Ended);

        Assert.That((end.Reason, end.RetryAfterSeconds), Is.EqualTo(("noresource", 30)));
        Assert.That(bench.Bodies[^1], Is.EqualTo("over"));
        bench.AssertNothingLeft();
    }

    [Test]
    public void Too_short_gets_423_and_is_asked_again_with_the_minimum()
    {
        var bench = new Bench();
        var subscription = bench.Subscribe(expires: 30);
        Assert.That(bench.Await(() => subscription.Established));
        bench.Driver.AdvanceMs(100);

        Assert.That(bench.Ladder, Is.EqualTo("SUBSCRIBE 423 SUBSCRIBE 200 NOTIFY 200"));
        Assert.That(bench.States[0], Is.EqualTo("active;expires=60"));
        bench.Await(() => subscription.UnsubscribeAsync());
        bench.AssertNothingLeft();
    }

    [Test]
    public void Too_long_is_shortened()
    {
        var bench = new Bench();
        var subscription = bench.Subscribe(expires: 100_000);
        bench.Await(() => subscription.Established);

        Assert.That(bench.States[0], Is.EqualTo("active;expires=7200"));
        bench.Await(() => subscription.UnsubscribeAsync());
        bench.AssertNothingLeft();
    }

    [TestCase("presence", "application/conference-info+xml", 489)]
    [TestCase("conference", "application/pidf+xml", 406)]
    [TestCase("conference", "application/*", 0)]
    [TestCase("conference", "", 0)]
    public void Accept_and_Event(string package, string accept, int status)
    {
        var bench = new Bench();
        var subscription = bench.Subscribe(package, accept: accept.Length > 0 ? [accept] : []);
        Assert.That(bench.Await(() => subscription.Established), Is.EqualTo(status == 0));
        if (status == 0) bench.Await(() => subscription.UnsubscribeAsync());

        Assert.That(bench.Await(() => subscription.Ended).Status, Is.EqualTo(status));
        bench.AssertNothingLeft();
    }

    [Test]
    public void NOTIFYs_go_one_at_a_time_in_order_though_one_is_lost()
    {
        var bench = new Bench();
        var subscription = bench.Subscribe();
        bench.Await(() => subscription.Established);
        bench.Driver.AdvanceMs(100);
        bench.Lose("NOTIFY");
        bench.Await(() => SessionBench.AllAsync(Enumerable.Range(0, 4).Select(i => bench.Served[0].NotifyAsync(() => Text($"{i}")))));

        Assert.That(bench.Bodies, Is.EqualTo(new[] { "full", "0", "1", "2", "3" }));
        bench.Await(() => subscription.UnsubscribeAsync());
        bench.AssertNothingLeft();
    }

    [Test]
    public void Inside_an_INVITE_dialog_the_usages_live_and_die_apart()
    {
        var bench = new Bench();
        var (alice, bob) = bench.Call();
        var subscription = bench.Driver.Run(() => alice.Subscribe(new InDialogSubscribe { Event = "conference", OnNotify = bench.Hear }));
        Assert.That(bench.Await(() => subscription.Established));
        Assert.That((bench.Alice.Counts.Dialogs, bench.Bob.Counts.Dialogs), Is.EqualTo((1, 1)));

        bench.Await(() => alice.ByeAsync());
        Assert.That((bench.Alice.Counts.Dialogs, bench.Bob.Counts.Dialogs), Is.EqualTo((1, 1)), "RFC 5057: the subscription keeps the dialog");
        bench.Await(() => bench.Served[0].NotifyAsync(() => Text("still here")));
        Assert.That(bench.Bodies[^1], Is.EqualTo("still here"));
        Assert.That(bob.HasEnded);

        bench.Await(() => subscription.UnsubscribeAsync());
        bench.AssertNothingLeft();
    }

    [Test]
    public void Two_subscriptions_in_one_dialog_are_told_apart_by_their_id()
    {
        var bench = new Bench();
        var (alice, _) = bench.Call();
        var heard = new List<string>();
        var one = bench.Driver.Run(() => alice.Subscribe(new InDialogSubscribe { Event = "conference;id=1", OnNotify = _ => Note(heard, "one") }));
        var two = bench.Driver.Run(() => alice.Subscribe(new InDialogSubscribe { Event = "conference;id=2", OnNotify = _ => Note(heard, "two") }));
        bench.Driver.AdvanceMs(200);
        heard.Clear();
        bench.Await(() => bench.Served[1].NotifyAsync(() => Text("x")));

        Assert.That(heard, Is.EqualTo(new[] { "two" }));
        bench.Await(() => SessionBench.AllAsync(one.UnsubscribeAsync(), two.UnsubscribeAsync()));
        bench.HangUp(alice);
    }

    private static int Note(List<string> heard, string name)
    {
        heard.Add(name);
        return 200;
    }

    private static NotifyBody Text(string text) => new("text/plain", Encoding.UTF8.GetBytes(text));

    private sealed class Bench : SessionBench
    {
        internal Bench()
            : base(bob: Notifier) => Bob.Use(request =>
        {
            if (request.Method != SipMethod.Subscribe) return false;
            if (request.TakeSubscribe(Options) is { } taken) Served.Add(taken);
            return true;
        });

        internal List<ServerSubscription> Served { get; } = [];

        internal List<string> Bodies { get; } = [];

        internal List<string> States { get; } = [];

        private static ServerSubscriptionOptions Options => new() { ContentType = "application/conference-info+xml", FullState = () => Text("full") };

        internal int Hear(SipMessage notify)
        {
            Bodies.Add(Encoding.UTF8.GetString(notify.Body.Span));
            States.Add(Encoding.UTF8.GetString(notify[HeaderId.SubscriptionState]));
            return 200;
        }

        internal ClientSubscription Subscribe(
            string package = "conference", int expires = 3600, IReadOnlyList<string>? accept = null, Func<SipMessage, int>? onNotify = null)
        {
            var subscription = Driver.Run(() => Alice.Subscribe(new SubscribeRequest
            {
                Target = SipUri.Parse("sip:conf@10.0.0.2"),
                From = "<sip:alice@10.0.0.1>",
                Event = package,
                Expires = expires,
                Accept = accept ?? [],
                OnNotify = onNotify ?? Hear,
            }));
            Driver.AdvanceMs(25);
            return subscription;
        }
    }
}

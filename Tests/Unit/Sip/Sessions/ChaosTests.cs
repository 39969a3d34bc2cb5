using System.Text;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Sessions;

/// <summary>Two user agents do random things over a network that loses, doubles and reorders; when they stop, nothing is left.</summary>
public sealed class ChaosTests
{
    [Test]
    public void Whatever_happens_nothing_stays_behind([Range(1, 40)] int seed) => Run(seed);

    private static void Run(int seed)
    {
        var chaos = new Chaos(seed);
        try
        {
            chaos.Live();
            chaos.Die();
            chaos.AssertNothingLeft();
        }
        catch (Exception e)
        {
            throw new AssertionException($"seed {seed}: {e.Message}\n{chaos.Left}", e);
        }
    }

    private sealed class Chaos : SessionBench
    {
        private static readonly UserAgentOptions Options = new()
        {
            AllowEvents = ["refer", "conference"],
            Allow = [.. new UserAgentOptions().Allow, "INFO"],
            SessionExpires = 90,
        };

        private readonly Random _random;
        private readonly double _loss;
        private readonly List<InviteSession> _sessions = [];
        private readonly List<ClientInvite> _invites = [];
        private readonly List<ClientSubscription> _subscriptions = [];
        private readonly List<ServerSubscription> _served = [];

        internal Chaos(int seed)
            : base(seed, Options, Options)
        {
            _random = new Random(seed);
            _loss = _random.NextDouble() * 0.4;
            Network.Fate = (_, _) => _random.NextDouble() < _loss ? [] : _random.NextDouble() < 0.1 ? [Jitter(), Jitter()] : [Jitter()];
            foreach (var agent in new[] { Alice, Bob }) agent.Use(request => Take(request));
        }

        /// <summary>What is still alive, with the messages of its calls.</summary>
        internal string Left
        {
            get
            {
                var left = Alice.Layer.Describe().Concat(Bob.Layer.Describe()).ToArray();
                var calls = Network.Sent.Where(s => left.Any(l => l.Contains(s.Message.CallId, StringComparison.Ordinal)));
                return string.Join('\n', left.Concat(calls.Select(s => $"{s.From} {s.Message.CSeqNumber} {s.Message.Label}")));
            }
        }

        private TimeSpan Jitter() => TimeSpan.FromMilliseconds(_random.Next(0, 10) == 0 ? _random.Next(2000) : 0);

        /// <summary>Two minutes of random deeds.</summary>
        internal void Live()
        {
            for (var i = 0; i < 60; i++)
            {
                Driver.Run(() => Do(_random.Next(10)));
                Driver.AdvanceMs(_random.Next(4) == 0 ? 0 : _random.Next(4000));
            }
        }

        /// <summary>The network heals and both leave.</summary>
        internal void Die()
        {
            Network.Fate = null;
            foreach (var agent in new[] { Alice, Bob }) Driver.Run(() => Driver.Loop.Spawn("shutdown", agent.ShutdownAsync));
            Driver.Advance(TimeSpan.FromMinutes(10));
        }

        private static SessionDescription Described(UserAgent agent, Random random) =>
            Sdp(agent.Contact, 4000 + (2 * random.Next(3)), random.Next(3) == 0 ? MediaDirection.SendOnly : MediaDirection.SendReceive);

        private void Do(int deed)
        {
            switch (deed)
            {
                case 0 or 1 or 2:
                    Invite(_random.Next(2) == 0 ? Alice : Bob);
                    break;
                case 3:
                    Pick(_invites)?.Cancel();
                    break;
                case 4 when Pick(_sessions) is { } session:
                    Driver.Loop.Spawn("bye", () => session.ByeAsync());
                    break;
                case 5 or 6 when Pick(_sessions) is { } session:
                    Driver.Loop.Spawn("modify", () => session.ModifyAsync(_random.Next(5) == 0 ? null : Described(Alice, _random), (ModifyBy)_random.Next(3)));
                    break;
                case 7 when Pick(_sessions) is { HasEnded: false } session:
                    if (_random.Next(2) == 0) session.Refer(new InDialogRefer { ReferTo = "<sip:carol@10.0.0.3>", Subscribe = _random.Next(4) > 0 });
                    else _subscriptions.Add(session.Subscribe(new InDialogSubscribe { Event = "conference", Expires = _random.Next(3) * 70 }));
                    break;
                case 8:
                    _subscriptions.Add(Alice.Subscribe(new SubscribeRequest { Target = ToBob.Target, From = ToBob.From, Event = "conference", Expires = _random.Next(3) * 70 }));
                    break;
                case 9:
                    if (Pick(_subscriptions) is { } mine && _random.Next(2) == 0) Driver.Loop.Spawn("leave", mine.UnsubscribeAsync);
                    else if (Pick(_served) is { } theirs) Driver.Loop.Spawn("notify", () => NotifyAsync(theirs));
                    break;
            }
        }

        private Task NotifyAsync(ServerSubscription served) =>
            _random.Next(4) == 0 ? served.TerminateAsync("noresource") : served.NotifyAsync(() => new NotifyBody("text/plain", Encoding.ASCII.GetBytes("news")));

        private void Invite(UserAgent agent)
        {
            var invite = agent.Invite(ToBob with
            {
                Target = SipUri.Parse(agent == Alice ? "sip:bob@10.0.0.2" : "sip:alice@10.0.0.1"),
                Offer = _random.Next(4) == 0 ? null : Described(agent, _random),
                Reliable = _random.Next(3) > 0,
                Preconditions = (PreconditionUse)_random.Next(3),
                OnOffer = Answer,
                Patience = TimeSpan.FromSeconds(_random.Next(5, 90)),
            });
            _invites.Add(invite);
            Driver.Loop.Spawn("caller", async () =>
            {
                if (await invite.Early is { } early)
                {
                    Adopt(early);
                    await early.ConfirmResourcesAsync();
                }

                if ((await invite.Outcome).Session is { } session) Adopt(session);
            });
        }

        private bool Take(IncomingRequest request)
        {
            switch (request.Method)
            {
                case SipMethod.Invite when request.Dialog is null:
                    if (request.TakeInvite(new ServerInviteOptions { OnOffer = Answer, Patience = TimeSpan.FromSeconds(60) }) is { } invite)
                        Driver.Loop.Spawn("callee", () => AnswerAsync(invite));
                    return true;
                case SipMethod.Subscribe:
                    if (request.TakeSubscribe(new ServerSubscriptionOptions()) is { } served) _served.Add(served);
                    return true;
                case SipMethod.Refer:
                    if (request.TakeRefer() is { } refer) Driver.Loop.Spawn("refer", () => ReportAsync(refer));
                    return true;
                default:
                    return false;
            }
        }

        private async Task AnswerAsync(ServerInvite invite)
        {
            var ours = Described(Bob, _random);
            var settled = false;
            if (_random.Next(3) == 0) invite.Progress(180, _random.Next(2) == 0 ? ours : null);
            await Driver.Loop.DelayAsync(TimeSpan.FromMilliseconds(_random.Next(3) * 1500));
            if (invite.CanBeReliable && _random.Next(3) > 0)
            {
                settled = true;
                if (!await invite.SendReliableAsync(183, ours)) return;
                if (!await invite.PreconditionsMetAsync()) return;
            }

            switch (_random.Next(6))
            {
                case 0:
                    invite.Reject(486);
                    break;
                case 1 when !settled:
                    invite.Redirect(["<sip:carol@10.0.0.3>"]);
                    break;
                case 2:
                    break;   // never answers: its patience does
                default:
                    if (await invite.AcceptAsync(settled ? null : ours) is { } session) Adopt(session);
                    break;
            }
        }

        private async Task ReportAsync(ReferServer refer)
        {
            if (_random.Next(4) == 0)
            {
                refer.Reject(603);
                return;
            }

            refer.Accept();
            await refer.ReportAsync(180);
            if (_random.Next(3) > 0) await refer.FinishAsync(200);
        }

        private async Task<OfferReply> Answer(IncomingOffer offer)
        {
            await Driver.Loop.DelayAsync(TimeSpan.FromMilliseconds(_random.Next(2) * 700));
            var answer = Described(Alice, _random);
            return _random.Next(5) == 0 ? OfferReply.Refuse(488) : OfferReply.Answer(answer);
        }

        private void Adopt(InviteSession session)
        {
            session.OnOffer = Answer;
            if (!_sessions.Contains(session)) _sessions.Add(session);
        }

        private T? Pick<T>(List<T> list) => list.Count == 0 ? default : list[_random.Next(list.Count)];
    }
}

using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Invitations;
using ImsConference.Mrfc.Media;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Sessions;
using ImsConference.Tests.Unit.Focus.Invitations;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>
/// Random joins, leaves, holds, references, subscriptions, cancellations, lost and doubled messages and failures of the MRFP
/// leave no conference, dialog, subscription, transaction, context or timer behind.
/// </summary>
public sealed class NothingLeftBehindTests
{
    private const int Steps = 60;

    [Test]
    public void After_whatever_happened([Random(40)] int seed) => new Story(seed).Run();

    private sealed class Story
    {
        private readonly Random _random;
        private readonly FocusBench _bench;
        private readonly string _name;
        private readonly List<Ue> _ues = [];
        private readonly List<InviteSession> _sessions = [];
        private readonly List<ClientInvite> _calls = [];
        private readonly List<ClientSubscription> _subscriptions = [];
        private readonly List<string> _told = [];
        private double _mrfpFails;
        private bool _isOver;

        internal Story(int seed)
        {
            _name = $"seed {seed}";
            _random = new Random(seed);
            _bench = new FocusBench(settings => settings with
            {
                NotifySpacingMs = _random.Next(2) * 5000,
                DepartedMs = _random.Next(2) * 5000,
                ReserveAt = (ReservationTime)_random.Next(2),
                EndsWhen = (ConferenceEnd)_random.Next(2),
                MaxParticipants = _random.Next(2, 6),
                MaxConferences = 5,
                RecordMix = _random.Next(4) == 0,
                RingSeconds = 20,
                InvitesPerSecond = _random.Next(2) == 0 ? 1 : 50,
                InviteBy = (InviteWay)(_random.Next(4) / 3),
            }, seed);
            _bench.Announce("MRFP mrfp:7070 is lost");
            _bench.Announce("is not recorded");
            _bench.Announce("was not closed in order");
            for (var i = 0; i < 5; i++) _ues.Add(NewUe($"u{i}"));
        }

        internal void Run()
        {
            _bench.Network.Fate = (_, _) => _random.Next(20) switch
            {
                0 => [],
                1 => [TimeSpan.Zero, TimeSpan.FromMilliseconds(_random.Next(400))],
                2 => [TimeSpan.FromMilliseconds(_random.Next(700))],
                _ => [TimeSpan.Zero],
            };
            _bench.Mrfp.Before = _ => _random.NextDouble() < _mrfpFails ? throw Fault() : Task.CompletedTask;
            _bench.Mrfp.After = _ => _random.NextDouble() < _mrfpFails / 2 ? throw Lost() : Task.CompletedTask;
            for (var step = 0; step < Steps; step++)
            {
                _bench.Driver.Run(Something);
                _bench.Driver.AdvanceMs(_random.Next(5) switch { 0 => 0, 1 => 20, 2 => 200, 3 => 2000, _ => _random.Next(20_000) });
            }

            Finish();
        }

        private void Finish()
        {
            _bench.Network.Fate = null;
            _bench.Mrfp.Before = _bench.Mrfp.After = null;
            _bench.Mrfp.Hangs = false;
            if (_bench.Mrfp.IsDown) _bench.Driver.Run(() => _bench.Mrfp.ComeBack(false));
            _isOver = true;
            _bench.Driver.Run(() =>
            {
                foreach (var ue in _ues) _bench.Driver.Loop.Spawn("ue leaves", ue.Agent.ShutdownAsync);
            });
            _bench.Driver.Advance(TimeSpan.FromMinutes(70)); // whoever was lost for good is noticed by its session timer or subscription
            _bench.AssertNothingLeft($"{_name}: {string.Join(", ", _told)}:");
        }

        private Ue NewUe(string user)
        {
            var ue = _bench.Ue(user, reliable: _random.Next(2) == 0);
            ue.Answers(async invite =>
            {
                if (_random.Next(2) == 0) invite.Progress(180);
                await _bench.Driver.Loop.DelayAsync(TimeSpan.FromMilliseconds(_random.Next(3000)));
                var what = _random.Next(6);
                if (what == 0) invite.Reject(486);
                else if (what > 1) await ue.AcceptAsync(invite);
                if (ue.Session is { } session) _sessions.Add(session);
            });
            return ue;
        }

        private void Something()
        {
            Action[] deeds = [Make, Make, Join, Join, Join, Leave, Hold, BringIn, TakeOut, Watch, Unwatch, Cancel, TroubleMrfp];
            var deed = deeds[_random.Next(deeds.Length)];
            _told.Add(deed.Method.Name);
            deed();
        }

        private void Make() => Call(_random.Next(2) == 0 ? FocusBench.Factory : FocusBench.Redirect);

        private void Join()
        {
            if (AnyConference() is { } conference) Call(conference);
        }

        private void Call(string target)
        {
            var ue = Any(_ues)!;
            var request = ue.Request(target);
            if (_random.Next(6) == 0) request = request with { Offer = null };
            if (_random.Next(8) == 0) request = request with { Headers = [new("Privacy", "id")] };
            if (target == FocusBench.Factory && _random.Next(3) == 0) request = request with { Parts = [ListText.Part(ListText.Of(_ues.Select(one => one.Uri)))] };
            if (target != FocusBench.Factory && _random.Next(6) == 0 && AnySession() is { } known)
                request = request with { Headers = [new(_random.Next(2) == 0 ? "Replaces" : "Join", $"{known.Dialog.Id.CallId};to-tag={known.Dialog.Id.RemoteTag};from-tag={known.Dialog.Id.LocalTag}")] };
            _bench.Driver.Loop.Spawn("call", () => CallAsync(ue, request));
        }

        private async Task CallAsync(Ue ue, InviteRequest request)
        {
            var call = ue.Agent.Invite(request);
            _calls.Add(call);
            _bench.Driver.Loop.Spawn("reserve", async () =>
            {
                if (_random.Next(10) > 0 && await call.Early is { } early) await early.ConfirmResourcesAsync();
            });
            var outcome = await call.Outcome;
            if (!_isOver && outcome.Status == 302 && NameAddr.TryParse(outcome.Response![HeaderId.Contact], out var contact) && SipUri.TryParse(contact.Uri, out var uri))
                outcome = await call.Follow(uri).Outcome;
            if (outcome.Session is { } session) _sessions.Add(session);
        }

        private void Leave()
        {
            if (AnySession() is { } session) _bench.Driver.Loop.Spawn("leave", () => session.ByeAsync());
        }

        private void Hold()
        {
            if (AnySession() is not { } session) return;
            var offer = FocusBench.Sdp(4000 + _random.Next(10), (MediaDirection)_random.Next(4), _random.Next(4) == 0 ? "3" : "0 8 101");
            _bench.Driver.Loop.Spawn("hold", async () => await session.ModifyAsync(offer, (ModifyBy)_random.Next(3)));
        }

        private void BringIn()
        {
            if (AnySession() is { } session) Refer(session, Any(_ues)!.Uri);
        }

        private void TakeOut()
        {
            if (AnySession() is not { } session) return;
            var target = _random.Next(8) == 0 ? AnyConference() : Any(_ues)!.Uri;
            if (target is not null) Refer(session, $"{target};method=BYE");
        }

        private void Refer(InviteSession session, string target) =>
            session.Refer(new InDialogRefer { ReferTo = $"<{target}>", Subscribe = _random.Next(4) > 0 });

        private void Watch()
        {
            if (AnyConference() is not { } conference) return;
            if (_random.Next(2) == 0 && AnySession() is { } session)
            {
                _subscriptions.Add(session.Subscribe(new InDialogSubscribe { Event = "conference", OnNotify = Any(_ues)!.Take }));
                return;
            }

            var ue = Any(_ues)!;
            _subscriptions.Add(ue.Agent.Subscribe(new SubscribeRequest
            {
                Target = SipUri.Parse(conference),
                From = ue.From,
                Event = "conference",
                OnNotify = ue.Take,
            }));
        }

        private void Unwatch()
        {
            if (Any(_subscriptions.FindAll(subscription => !subscription.HasEnded)) is { } subscription)
                _bench.Driver.Loop.Spawn("unsubscribe", subscription.UnsubscribeAsync);
        }

        private void Cancel() => Any(_calls.FindAll(call => !call.Outcome.IsCompleted))?.Cancel();

        private void TroubleMrfp()
        {
            if (_bench.Mrfp.IsDown) _bench.Mrfp.ComeBack(_random.Next(2) == 0);
            else if (_bench.Mrfp.Hangs) _bench.Mrfp.Hangs = false;
            else if (_random.Next(6) == 0) _bench.Mrfp.GoDown();
            else if (_random.Next(6) == 0) _bench.Mrfp.Hangs = true;
            else if (_random.Next(3) == 0) LoseSomething();
            else _mrfpFails = _random.Next(3) == 0 ? 0.3 : 0;
        }

        private void LoseSomething()
        {
            if (Any(_bench.Mrfp.Contexts.Keys.ToList()) is not { } context) return;
            if (Any(_bench.Mrfp.Contexts[context].Keys.ToList()) is { } termination && _random.Next(3) > 0) _bench.Mrfp.Contexts[context].Remove(termination);
            else _bench.Mrfp.Contexts.Remove(context);
            _bench.Mrfp.Report("", "", happened => happened.Sequence += 5); // a gap: it is audited
        }

        private MrfpException Fault() => new((MrfpFault)_random.Next(5), "made up");

        private MrfpException Lost() => new(_random.Next(2) == 0 ? MrfpFault.Unavailable : MrfpFault.TimedOut, "made up");

        private InviteSession? AnySession() => Any(_sessions.FindAll(session => !session.HasEnded));

        private string? AnyConference() => Any(_bench.Conferences.All.ToList())?.Uri.Text;

        private T? Any<T>(List<T> list)
            where T : class => list.Count == 0 ? null : list[_random.Next(list.Count)];
    }
}

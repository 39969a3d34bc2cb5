using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Sessions;
using ImsConference.Tests.Unit.Sip;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>A user equipment: calls, answers, subscribes, refers.</summary>
internal sealed class Ue(FocusBench bench, UserAgent agent, MemoryNetwork.Node node, string user, bool reliable)
{
    internal UserAgent Agent => agent;

    internal MemoryNetwork.Node Node => node;

    /// <summary>URI that the focus finds this UE by.</summary>
    internal string Uri => $"sip:{user}@{user}.example";

    internal string From => $"\"{user}\" <{Uri}>";

    /// <summary>Every NOTIFY of the conference package, parsed and checked.</summary>
    internal List<(uint Version, string State, System.Xml.Linq.XElement Document)> Roster { get; } = [];

    internal InviteRequest Request(string target) => new()
    {
        Target = SipUri.Parse(target),
        From = From,
        Offer = FocusBench.Sdp(4000),
        Reliable = reliable,
        Preconditions = reliable ? PreconditionUse.Unreserved : PreconditionUse.None,
        OnOffer = incoming => Task.FromResult(OfferReply.Answer(FocusBench.Sdp(4000) with { Media = Answer(incoming.Offer) })),
    };

    internal ClientInvite Send(InviteRequest request) => bench.Driver.Run(() => agent.Invite(request));

    /// <summary>Calls, reserves its own resources where preconditions ask for it, and is in.</summary>
    internal InviteSession Call(string target, Func<InviteRequest, InviteRequest>? change = null)
    {
        var outcome = Try(target, change);
        Assert.That(outcome.Session, Is.Not.Null, $"status {outcome.Status}");
        bench.Driver.AdvanceMs(100);
        return outcome.Session!;
    }

    internal InviteOutcome Try(string target, Func<InviteRequest, InviteRequest>? change = null)
    {
        var request = change is null ? Request(target) : change(Request(target));
        var invite = Send(request);
        bench.Driver.Run(() => bench.Driver.Loop.Spawn("reserve", () => ReserveAsync(invite)));
        var outcome = bench.Await(() => invite.Outcome);
        if (outcome.Session is { } session) bench.Sessions.Add(session);
        return outcome;
    }

    /// <summary>Answers calls of the focus.</summary>
    internal void Answers(Func<ServerInvite, Task>? how = null, params HeaderLine[] headers) => agent.Use(request =>
    {
        if (request.Method != SipMethod.Invite || request.Dialog is not null) return false;
        if (request.TakeInvite(new ServerInviteOptions { Headers = headers, OnOffer = incoming => Task.FromResult(OfferReply.Answer(FocusBench.Sdp(4000) with { Media = Answer(incoming.Offer) })) }) is { } invite)
            bench.Driver.Loop.Spawn("ue answers", () => how is null ? AcceptAsync(invite) : how(invite));
        return true;
    });

    internal async Task AcceptAsync(ServerInvite invite)
    {
        var answer = FocusBench.Sdp(4000) with { Media = invite.Offer is { } offer ? Answer(offer) : FocusBench.Sdp(4000).Media };
        Session = await invite.AcceptAsync(answer);
        if (Session is not null) bench.Sessions.Add(Session);
    }

    /// <summary>The last session in which this UE was called.</summary>
    internal InviteSession? Session { get; private set; }

    internal ClientSubscription Subscribe(string conference) => bench.Driver.Run(() => agent.Subscribe(new SubscribeRequest
    {
        Target = SipUri.Parse(conference),
        From = From,
        Event = "conference",
        Accept = ["application/conference-info+xml"],
        OnNotify = Take,
    }));

    internal ReferOutcome Refer(InviteSession session, string target)
    {
        var refer = bench.Driver.Run(() => session.Refer(new InDialogRefer { ReferTo = $"<{target}>", ReferredBy = $"<{Uri}>" }));
        return bench.Await(() => refer.Outcome);
    }

    internal int Take(SipMessage notify)
    {
        if (notify.Body.IsEmpty) return 200;
        var document = ConferenceInfoSchema.Check(notify.Body.Span);
        Roster.Add(((uint)document.Attribute("version")!, (string)document.Attribute("state")!, document));
        return 200;
    }

    private static System.Collections.Immutable.ImmutableArray<MediaDescription> Answer(SessionDescription offer) =>
        [.. offer.Media.Select(media => media with { Port = media.IsRefused ? 0 : 4000, Formats = [media.Formats[0]] })];

    private static async Task ReserveAsync(ClientInvite invite)
    {
        if (await invite.Early is { } early) await early.ConfirmResourcesAsync();
    }
}

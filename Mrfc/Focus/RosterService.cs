using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus;

/// <summary>The conference notification service (RFC 4575, TS 24.147 §5.3.3): takes SUBSCRIBE inside and outside of INVITE dialogs.</summary>
public sealed class RosterService(FocusServices services)
{
    public void Take(IncomingRequest request, Conference conference, Caller caller)
    {
        if (Refuse(request, conference, caller) is { } refusal)
        {
            services.Refusals.Send(request, refusal);
            return;
        }

        var participant = conference.Participants.FirstOrDefault(each => each.IsIn(request));
        var subscriber = new RosterSubscriber(conference, caller, services.Loop, TimeSpan.FromMilliseconds(services.Options.NotifySpacingMs))
        {
            Participant = participant,
            View = () => ViewOf(conference, caller, participant),
        };
        var subscription = request.TakeSubscribe(new ServerSubscriptionOptions
        {
            Contact = conference.Contact,
            ContentType = ConferenceInfoWriter.MimeType,
            DefaultExpires = services.Options.SubscriptionSeconds,
            MaxExpires = services.Options.SubscriptionSeconds,
            MinExpires = services.Options.MinSubscriptionSeconds,
            FullState = subscriber.Full,
            StateTag = () => subscriber.StateTag,
        });
        if (subscription is not null) services.Loop.Spawn($"subscription {request.Message.CallId}", () => ServeAsync(conference, subscriber, subscription));
    }

    private static async Task ServeAsync(Conference conference, RosterSubscriber subscriber, ServerSubscription subscription)
    {
        conference.Add(subscriber);
        try
        {
            subscriber.Attach(subscription);
            await subscription.Ended;
        }
        finally
        {
            subscriber.Stop();
            conference.Remove(subscriber);
        }
    }

    private Refusal? Refuse(IncomingRequest request, Conference conference, Caller caller)
    {
        if (EventHeader.TryParse(request.Message[HeaderId.Event], out var name) && name.Package.SequenceEqual("refer"u8)) return Refusals.OnlyByRefer;
        if (!request.Message.Body.IsEmpty) return Refusals.BodyNotWanted;
        if (conference.Subscribers.Count >= services.Options.MaxSubscriptions) return Refusals.TooManySubscriptions(services.Options.RetryAfterSeconds);

        return conference.Policy.MaySubscribe(Recognise(conference, caller, conference.Participants.FirstOrDefault(each => each.IsIn(request))), out var refusal) ? null : refusal;
    }

    /// <summary>Dialogs are shown to those only who may end them anyway.</summary>
    private static RosterView ViewOf(Conference conference, Caller caller, Participant? participant) =>
        Recognise(conference, caller, participant).Role >= Role.Moderator ? RosterView.WithCalls : RosterView.Plain;

    // One that has left is who it says it is, no more.
    private static Actor Recognise(Conference conference, Caller caller, Participant? participant) =>
        conference.Policy.Recognise(caller, participant is { IsLeaving: false } ? participant : null);
}

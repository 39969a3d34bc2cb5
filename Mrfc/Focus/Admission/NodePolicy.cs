using System.Diagnostics.CodeAnalysis;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus.Admission;

/// <summary>Who may create and join conferences on this node, and how many.</summary>
/// <param name="options">Limits of the node.</param>
/// <param name="subscribers">Limits of each user.</param>
/// <param name="time">The clock of subscriptions.</param>
public sealed class NodePolicy(FocusOptions options, Subscribers subscribers, TimeProvider time)
{
    public FocusOptions Options => options;

    /// <summary>Participants of all conferences, those on their way in included.</summary>
    public int Participants { get; private set; }

    /// <summary>The entry that holds for a user.</summary>
    public Subscriber SubscriptionOf(Caller user) => subscribers.Table.Find(user);

    /// <summary>The PIN of a conference of ours, or the one that its creator has for all of its conferences; empty: none.</summary>
    public string PinOf(PinQuestion question, ConferenceRegistry conferences) =>
        SipUri.TryParse(question.Conference, out var uri) && conferences.TryFind(uri, out var conference)
            ? conference.Policy.Rules.Pin : SubscriptionOf(new Caller(question.Creator, null, false, false)).Pin;

    /// <param name="creator">Who asks for a conference.</param>
    /// <param name="all">All conferences that there are.</param>
    /// <param name="refusal">Null when the result is true.</param>
    public bool MayCreate(Caller creator, IReadOnlyCollection<Conference> all, [NotNullWhen(false)] out Refusal? refusal)
    {
        var subscription = ReferenceEquals(creator, Caller.Operator) ? Subscriber.Unlimited : SubscriptionOf(creator);
        refusal = !subscription.MayCreate ? Refusals.MayNotCreate
            : IsOver(subscription) ? Refusals.SubscriptionOver
            : all.Count >= options.MaxConferences ? Refusals.TooManyConferences(options.RetryAfterSeconds)
            : subscription.MaxConferences is { } most && all.Count(conference => conference.Creator.IsSameUser(creator)) >= most ? Refusals.TooManyOfSubscriber
            : null;
        return refusal is null;
    }

    /// <summary>Whether the subscription lets a user join, whatever the conference says.</summary>
    public bool MayJoin(Caller user, [NotNullWhen(false)] out Refusal? refusal)
    {
        var subscription = SubscriptionOf(user);
        refusal = !subscription.MayJoin ? Refusals.MayNotJoin : IsOver(subscription) ? Refusals.SubscriptionOver : null;
        return refusal is null;
    }

    /// <summary>Whether the node can hold one more participant.</summary>
    public bool HasPlace([NotNullWhen(false)] out Refusal? refusal)
    {
        refusal = Participants < options.MaxNodeParticipants ? null : Refusals.NodeFull(options.RetryAfterSeconds);
        return refusal is null;
    }

    /// <summary>A participant has come, or gone.</summary>
    internal void Count(int difference) => Participants += difference;

    private bool IsOver(Subscriber subscription) => subscription.Until <= time.GetUtcNow();
}

using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Sessions;

/// <summary>What a SUBSCRIBE gets (RFC 6665 §4.2.1).</summary>
/// <param name="Seconds">Duration granted, s; 0: a fetch, or the end.</param>
/// <param name="Refusal">Why not; null when granted.</param>
internal readonly record struct SubscriptionGrant(int Seconds, Refusal? Refusal = null)
{
    internal static SubscriptionGrant For(SipMessage subscribe, ServerSubscriptionOptions options, UserAgentOptions agent)
    {
        if (!IsKnown(subscribe, agent)) return new SubscriptionGrant(0, StackRefusals.UnknownEvent);
        if (options.ContentType is { } type && !Accepts(subscribe, type)) return new SubscriptionGrant(0, StackRefusals.UnacceptedState);
        return Duration(subscribe, options);
    }

    /// <summary>How long; 423 with Min-Expires for less than the minimum, which only under an hour may be refused (§4.2.1.1).</summary>
    internal static SubscriptionGrant Duration(SipMessage subscribe, ServerSubscriptionOptions options)
    {
        var asked = subscribe.TryGetNumber(HeaderId.Expires, out var seconds) ? (int)Math.Min(seconds, int.MaxValue) : options.DefaultExpires;
        return asked > 0 && asked < options.MinExpires && asked < 3600
            ? new SubscriptionGrant(0, StackRefusals.SubscriptionTooBrief(options.MinExpires))
            : new SubscriptionGrant(Math.Min(asked, options.MaxExpires));
    }

    /// <summary>Its event package is one of <see cref="UserAgentOptions.AllowEvents"/>.</summary>
    internal static bool IsKnown(SipMessage subscribe, UserAgentOptions agent) =>
        agent.AllowEvents.Contains(EventName.Of(subscribe).Package, StringComparer.Ordinal);

    private static bool Accepts(SipMessage subscribe, string type)
    {
        if (!subscribe.Has(HeaderId.Accept)) return true;
        var family = string.Concat(type.AsSpan(0, type.IndexOf('/')), "/*");
        return subscribe.Lists(HeaderId.Accept, type) || subscribe.Lists(HeaderId.Accept, family) || subscribe.Lists(HeaderId.Accept, "*/*");
    }
}

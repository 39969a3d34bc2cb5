namespace ImsConference.Sip.Sessions;

/// <summary>Every no that the stack says by itself: one row a rule.</summary>
internal static class StackRefusals
{
    internal static readonly Refusal Merged =
        new(482, "the same request came by another way", "a request is taken once", "RFC 3261 §8.2.2.2");

    internal static readonly Refusal NothingToCancel =
        new(481, "no such transaction", "a CANCEL finds its INVITE", "RFC 3261 §9.2");

    internal static readonly Refusal MissingExtension =
        new(420, "an extension is required that is not known here", "Require lists known option tags", "RFC 3261 §8.2.2.3");

    internal static readonly Refusal BadScheme =
        new(416, "only sip URIs are known here", "Request-URI scheme", "RFC 3261 §8.2.2.1");

    internal static readonly Refusal NotAllowed =
        new(405, "not a method for this URI", "method fits the URI", "RFC 3261 §8.2.1");

    internal static readonly Refusal UnknownMethod =
        new(501, "unknown method", "method is known", "RFC 3261 §21.5.2");

    internal static readonly Refusal NobodyThere =
        new(404, "nobody here has this URI", "Request-URI is ours", "RFC 3261 §8.2.2.1");

    internal static readonly Refusal NotTaken =
        new(403, "not wanted in this dialog", "somebody takes the request", "RFC 3261 §12.2.2");

    internal static readonly Refusal NoDialog =
        new(481, "no such dialog", "tags and Call-ID name a dialog", "RFC 3261 §12.2.2");

    internal static readonly Refusal NoUsage =
        new(481, "the dialog has nothing that this request belongs to", "the usage stands", "RFC 5057 §4");

    internal static readonly Refusal OldCSeq =
        new(500, "CSeq out of order", "CSeq is above the last one", "RFC 3261 §12.2.2");

    internal static readonly Refusal NoContact =
        new(400, "Contact missing or bad", "a request that forms a dialog has a Contact", "RFC 3261 §8.1.1.8");

    internal static readonly Refusal UnknownBody =
        new(415, "only session descriptions are read here", "Content-Type is known", "RFC 3261 §8.2.3") { WarningCode = 304 };

    internal static readonly Refusal UnknownEncoding =
        new(415, "only identity encoding is read here", "Content-Encoding is known", "RFC 3261 §8.2.3") { Headers = [new HeaderLine("Accept-Encoding", "identity")] };

    internal static readonly Refusal IntervalTooSmall =
        new(422, "session interval too small", "Session-Expires is not below Min-SE", "RFC 4028 §9");

    internal static readonly Refusal UnkeptPrecondition =
        new(580, "a mandatory precondition cannot be kept here", "mandatory preconditions are of type qos, end to end only when reserved", "RFC 3312 §8");

    internal static readonly Refusal UnansweredInvite =
        new(487, "not answered in time", "an INVITE is answered before it expires", "RFC 3261 §13.3.1");

    internal static readonly Refusal NoPrack =
        new(504, "a reliable response was not acknowledged", "PRACK comes within 64·T1", "RFC 3262 §3");

    internal static readonly Refusal UnmatchedPrack =
        new(481, "no response waits for this PRACK", "RAck names the response that waits", "RFC 3262 §3");

    internal static readonly Refusal UnfitAnswer =
        new(400, "Answer missing or unfit", "an offer is answered line by line", "RFC 3264 §6");

    internal static readonly Refusal MediaRemoved =
        new(488, "media lines removed", "a new offer keeps the media lines", "RFC 3264 §8");

    internal static readonly Refusal OffersUnwanted =
        new(488, "the session stays as it is", "somebody answers offers", "RFC 3261 §14.2");

    internal static readonly Refusal Glare =
        new(491, "an offer of ours waits for its answer", "one offer at a time", "RFC 3261 §14.2");

    internal static readonly Refusal UnknownEvent =
        new(489, "unknown event package", "Event is known", "RFC 6665 §4.2.1.1");

    internal static readonly Refusal UnacceptedState =
        new(406, "Accept excludes what this package sends", "Accept lists our type", "RFC 6665 §4.2.1.1");

    internal static readonly Refusal BadSubscriptionState =
        new(400, "Subscription-State missing or bad", "a NOTIFY tells the subscription's state", "RFC 6665 §4.1.3");

    internal static readonly Refusal NotOneReference =
        new(400, "One Refer-To wanted", "a REFER has one Refer-To", "RFC 3515 §2.4.2");

    internal static readonly Refusal BadReference =
        new(400, "Bad Refer-To", "Refer-To is well-formed", "RFC 3515 §2.1");

    internal static readonly Refusal Stopping =
        new(503, "server is stopping", "node in service", "RFC 3261 §21.5.4");

    internal static readonly Refusal Overload =
        new(503, "too many new calls", "Sip:MaxCallsPerSecond", "RFC 3261 §21.5.4");

    internal static readonly Refusal TooManyDialogs =
        new(503, "too many dialogs", "Sip:MaxDialogs", "RFC 3261 §21.5.4");

    internal static readonly Refusal TooManyUsages =
        new(503, "too many subscriptions in this dialog", "UserAgentOptions.MaxUsages", "RFC 3261 §21.5.4");

    /// <summary>An exception escaped whoever took the request; the loop has logged it.</summary>
    internal static readonly Refusal Fault =
        new(500, "internal error", "no exception escapes", "RFC 3261 §21.5.1");

    internal static Refusal BadBody(string fault) =>
        new(400, fault, "the body can be read", "RFC 3261 §8.2.3");

    internal static Refusal SubscriptionTooBrief(int minExpires) =>
        new(423, "subscription too brief", "Expires is not below Min-Expires", "RFC 6665 §4.2.1.1") { Headers = [new HeaderLine("Min-Expires", $"{minExpires}")] };

    /// <summary>An earlier offer of the peer is still being answered.</summary>
    /// <param name="retryAfterSeconds">0 to 10, by chance.</param>
    internal static Refusal StillAnswering(int retryAfterSeconds) =>
        new(500, "an earlier offer is still being answered", "one offer at a time", "RFC 3261 §14.2") { RetryAfterSeconds = retryAfterSeconds };
}

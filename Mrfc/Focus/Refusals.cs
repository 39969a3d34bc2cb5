using ImsConference.Mrfc.Focus.Invitations;
using ImsConference.Mrfc.Focus.Keys;
using ImsConference.Mrfc.Media;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus;

/// <summary>Every no that the focus knows: one row a rule.</summary>
public static class Refusals
{
    public static readonly Refusal UnknownConference =
        new(404, "no such conference", "conference exists", "RFC 4579 §5.1");

    public static readonly Refusal SessionOver =
        new(481, "the conference is over", "conference stands", "RFC 3261 §12.2.2");

    public static readonly Refusal ConferenceFull =
        new(486, "conference is full", "Focus:MaxParticipants", "RFC 4579 §5.1");

    public static readonly Refusal BadScheme =
        new(416, "only sip URIs are known here", "Request-URI scheme", "RFC 3261 §8.2.2.1");

    public static readonly Refusal NotAParticipant =
        new(403, "only participants may do this", "requester is in the conference", "RFC 4579 §5.5");

    public static readonly Refusal NotTheCreator =
        new(403, "only the creator may do this", "requester owns the conference", "RFC 4579 §5.11");

    public static readonly Refusal NotAModerator =
        new(403, "only a moderator may do this", "requester is moderator or creator", "RFC 4579 §5.11");

    public static readonly Refusal NoInviter =
        new(403, "who only listens may not bring others in", "requester may invite", "TS 24.147 §5.3.2.5");

    public static readonly Refusal NoSuchRole =
        new(403, "this role cannot be given or taken", "role may be given", "RFC 4575 §5.6.3");

    public static readonly Refusal ConferenceLocked =
        new(403, "the conference is locked", "conference is not locked", "RFC 4575 §5.5.3");

    public static readonly Refusal NotInvited =
        new(403, "only who was invited may come in", "caller was invited", "TS 24.147 §5.3.2.4");

    public static readonly Refusal OnlyObserver =
        new(403, "an observer may watch the roster only", "caller may have media", "TS 24.147 §5.3.2.4");

    public static readonly Refusal RecordingOver =
        new(480, "the recording has ended", "recording runs", "RFC 4353 §5.7");

    public static readonly Refusal PromptIsOff =
        new(480, "the prompt is off: Announcements says how it sounds", "Announcements", "RFC 4353 §5.7");

    public static readonly Refusal NoMediaYet =
        new(480, "the participant has no media yet: try again when it is in", "participant is in the conference", "RFC 4353 §5.6");

    public static readonly Refusal RosterClosed =
        new(403, "the roster is for participants", "Focus:OpenRoster", "RFC 4575 §3.6");

    public static readonly Refusal OnlyByRefer =
        new(403, "a subscription to refer comes of a REFER", "Event fits the method", "RFC 3515 §2.4.4");

    public static readonly Refusal BadCredentials =
        new(403, "unknown user or wrong password", "Focus:Users", "RFC 3261 §22.4");

    public static readonly Refusal MalformedCredentials =
        new(400, "Authorization cannot be read", "Authorization is well-formed", "RFC 7616 §3.4");

    public static readonly Refusal MayNotCreate =
        new(403, "your subscription has no conferences of your own", "subscriber may create", "TS 24.147 §5.3.2.3.1");

    public static readonly Refusal MayNotJoin =
        new(403, "your subscription has no conferences", "subscriber may join", "TS 24.147 §5.3.2.4");

    public static readonly Refusal SubscriptionOver =
        new(403, "your subscription has ended", "subscription is in force", "TS 24.147 §5.3.2.4");

    public static readonly Refusal TooManyOfSubscriber =
        new(403, "your subscription has no more conferences at once", "conferences of the subscriber", "TS 24.147 §5.3.2.3.1");

    public static readonly Refusal PrivacyNotGranted =
        new(500, "a critical privacy function is unknown here", "Privacy can be granted", "RFC 3323 §5");

    public static readonly Refusal NoSuchSession =
        new(481, "no participant of this conference has that session", "Replaces or Join matches", "RFC 3891 §3, RFC 3911 §4");

    public static readonly Refusal SessionDeparted =
        new(603, "that session has ended already", "Replaces or Join matches", "RFC 3891 §3, RFC 3911 §4");

    public static readonly Refusal BadSessionName =
        new(400, "Replaces or Join cannot be read", "both tags are there, once each", "RFC 3891 §6.1, RFC 3911 §7.1");

    public static readonly Refusal TwoSessionNames =
        new(400, "more than one Replaces or Join", "Replaces or Join stands once, and alone", "RFC 3891 §3, RFC 3911 §4");

    public static readonly Refusal AlreadyConfirmed =
        new(486, "the session to replace is confirmed already", "Replaces early-only", "RFC 3891 §3");

    public static readonly Refusal NotYours =
        new(403, "only the same user may replace a session", "Replaces is authorised", "RFC 3891 §3");

    public static readonly Refusal ForeignMethod =
        new(403, "a reference may ask for INVITE or BYE only", "method of Refer-To", "TS 24.147 §5.3.2.5");

    public static readonly Refusal BadReferredBy =
        new(400, "Referred-By cannot be read", "Referred-By stands once, and its cid names a part", "RFC 3892 §3");

    public static readonly Refusal NoList =
        new(400, "the list of recipients is missing", "a body part is the list", "RFC 5366 §5, RFC 5368 §8");

    public static readonly Refusal BadList =
        new(400, "the list of recipients cannot be read", "a resource list with an entry", "RFC 4826 §3.4");

    public static readonly Refusal UnknownList =
        new(415, "not a list of recipients that is known here", "a resource list", "RFC 5363 §4.1")
        {
            Headers = [new HeaderLine("Accept", $"application/sdp, {RecipientList.MimeType}")],
        };

    public static readonly Refusal ListTooLong =
        new(403, "too many recipients", "Focus:MaxRecipients", "RFC 5363 §7");

    public static readonly Refusal ListNotHere =
        new(420, "a list of recipients goes to a factory only", "Require fits the URI", "RFC 5366 §5.1")
        {
            Headers = [new HeaderLine("Unsupported", RecipientInviter.Tag)],
        };

    public static readonly Refusal ListNeedsTag =
        new(421, "Refer-To points at a list", "a list comes with multiple-refer", "RFC 5368 §4") { Headers = [new HeaderLine("Require", "multiple-refer")] };

    public static readonly Refusal ListNeedsSilence =
        new(400, "a list of references comes with Refer-Sub: false", "no implicit subscription", "RFC 5368 §5");

    public static readonly Refusal BodyNotWanted =
        new(415, "filters are not supported", "SUBSCRIBE has no body", "RFC 4575 §3.2");

    public static readonly Refusal NoAudio =
        new(488, "only audio is available", "a media line can be served", "RFC 3264 §6") { WarningCode = 304 };

    public static readonly Refusal NoCommonFormat =
        new(488, "no common audio format", "a format can be served", "RFC 3264 §6.1") { WarningCode = 305 };

    public static readonly Refusal NoCommonKey =
        new(488, "no usable key for RTP/SAVP", "an a=crypto line can be taken", "RFC 4568 §5.1.2") { WarningCode = 302 };

    public static readonly Refusal Unprotected =
        new(488, "media must be protected by SRTP", "Focus:Srtp", "RFC 4568 §5.1") { WarningCode = 302 };

    public static readonly Refusal BadTransport =
        new(488, "only RTP over UDP is available", "media transport can be served", "RFC 3264 §6") { WarningCode = 302 };

    public static readonly Refusal BadAddress =
        new(606, "the media address must be numeric, of one host, and of our family", "media address can be reached", "RFC 3261 §21.6.4") { WarningCode = 301 };

    public static readonly Refusal TooMuchBandwidth =
        new(488, "more bandwidth than is available", "Focus:MaxBandwidthKbps", "RFC 3261 §20.43") { WarningCode = 370 };

    public static readonly Refusal TooLittleBandwidth =
        new(488, "too little bandwidth for any common format", "b= carries the format", "RFC 3261 §20.43") { WarningCode = 370 };

    public static readonly Refusal PreconditionsNotMet =
        new(580, "resources were not reserved in time", "Focus:PreconditionSeconds", "RFC 3312 §8");

    public static readonly Refusal NeedsReliable =
        new(421, "preconditions need 100rel", "preconditions come with 100rel", "RFC 3312 §11") { Headers = [new HeaderLine("Require", "100rel")] };

    public static readonly Refusal Loop =
        new(482, "the conference has called itself", "a call of ours does not come back", "RFC 3261 §16.3");

    public static readonly Refusal TooManyHops =
        new(483, "too many hops", "Max-Forwards leaves one for the call that is asked for", "RFC 7332 §4");

    public static readonly Refusal BodyTooLong =
        new(513, "body too long", "Focus:MaxBodyBytes", "RFC 3261 §21.5.7");

    public static readonly Refusal NoInfoPackage =
        new(469, "no Info Package is known here", "Info-Package is one of Recv-Info", "RFC 6086 §4.2.2") { Headers = [new HeaderLine("Recv-Info", "")] };

    public static readonly Refusal NoDtmfBody =
        new(415, "INFO tells keys only", "body tells a key", "RFC 3261 §21.4.13") { Headers = [new HeaderLine("Accept", $"{DtmfBody.RelayType}, {DtmfBody.PlainType}")] };

    public static readonly Refusal BadDtmf =
        new(400, "no key in the body", "Signal is a key", "RFC 3261 §21.4.1");

    /// <summary>The method is none for this URI.</summary>
    /// <param name="allow">What is.</param>
    public static Refusal WrongMethod(string allow) =>
        new(405, "not a method for this URI", "method fits the URI", "RFC 3261 §8.2.1") { Headers = [new HeaderLine("Allow", allow)] };

    /// <summary>The method is unknown.</summary>
    /// <param name="allow">Those that are known.</param>
    public static Refusal UnknownMethod(string allow) =>
        new(501, "unknown method", "method is known", "RFC 3261 §21.5.2") { Headers = [new HeaderLine("Allow", allow)] };

    public static Refusal TooManyConferences(int retryAfterSeconds) =>
        new(503, "too many conferences", "Focus:MaxConferences", "RFC 3261 §21.5.4") { RetryAfterSeconds = retryAfterSeconds };

    public static Refusal NodeFull(int retryAfterSeconds) =>
        new(503, "too many participants on this node", "Focus:MaxNodeParticipants", "RFC 3261 §21.5.4") { RetryAfterSeconds = retryAfterSeconds };

    public static Refusal TooManyUnjoined(int retryAfterSeconds) =>
        new(503, "too many conference URIs wait for somebody to join", "Focus:MaxUnjoined", "RFC 3261 §21.5.4") { RetryAfterSeconds = retryAfterSeconds };

    public static Refusal TooManyUnjoinedOfCaller(int retryAfterSeconds) =>
        new(503, "too many conference URIs of yours wait for somebody to join", "Focus:MaxUnjoinedPerCaller", "RFC 3261 §21.5.4")
        {
            RetryAfterSeconds = retryAfterSeconds,
        };

    public static Refusal EndedMeanwhile(int retryAfterSeconds) =>
        new(503, "the conference ended before its URI could be told", "conference stands", "RFC 3261 §21.5.4") { RetryAfterSeconds = retryAfterSeconds };

    public static Refusal TooManySubscriptions(int retryAfterSeconds) =>
        new(503, "too many subscriptions", "Focus:MaxSubscriptions", "RFC 3261 §21.5.4") { RetryAfterSeconds = retryAfterSeconds };

    public static Refusal Stopping(int retryAfterSeconds) =>
        new(503, "server is stopping", "node in service", "RFC 3261 §21.5.4") { RetryAfterSeconds = retryAfterSeconds };

    /// <summary>The focus does not even try to call a user.</summary>
    /// <param name="status">What a REFER would have heard of it.</param>
    public static Refusal NotCalled(int status) => status switch
    {
        482 => new(482, "the conference would call itself", "user is another one", "RFC 4579 §5.5"),
        486 => ConferenceFull,
        416 => new(416, "only sip URIs can be called without a proxy", "Focus:OutboundProxy", "RFC 3261 §8.2.2.1"),
        _ => new(status, "the user cannot be called now", "conference stands", "RFC 4579 §5.5"),
    };

    /// <summary>No MRFP takes the conference or the participant.</summary>
    public static Refusal NoMediaResource(MrfpFault fault, int retryAfterSeconds) => fault switch
    {
        MrfpFault.Rejected => new(500, "the media resource refused", "MRFP accepts the command", "RFC 3261 §21.5.1"),
        MrfpFault.Exhausted => NoMrfp("no media resource is free", retryAfterSeconds),
        _ => NoMrfp("no media resource can be reached", retryAfterSeconds),
    };

    private static Refusal NoMrfp(string text, int retryAfterSeconds) =>
        new(503, text, "an MRFP takes it", "RFC 3261 §21.5.4") { RetryAfterSeconds = retryAfterSeconds };
}

using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Sessions;

/// <summary>Session timer as negotiated (RFC 4028).</summary>
/// <param name="Seconds">Session interval, s; 0: no timer.</param>
/// <param name="RefresherIsUac">Refresher in the words of the transaction that set it.</param>
internal readonly record struct SessionInterval(int Seconds, bool RefresherIsUac)
{
    internal const int SmallestMinSE = 90;

    /// <summary>Value of Session-Expires.</summary>
    internal string Text => $"{Seconds};refresher={(RefresherIsUac ? "uac" : "uas")}";

    /// <summary>What a UAS answers to a session refresh request (RFC 4028 §9, table 2).</summary>
    /// <param name="request">INVITE or UPDATE.</param>
    /// <param name="wanted">Interval of our own, s; 0: none.</param>
    /// <param name="minSE">Shortest interval that we accept, s.</param>
    /// <param name="tooSmall">True: answer 422 with Min-SE.</param>
    internal static SessionInterval Answer(SipMessage request, int wanted, int minSE, out bool tooSmall)
    {
        var supported = request.Lists(HeaderId.Supported, "timer") || request.Lists(HeaderId.Require, "timer");
        var asked = SessionExpires.TryParse(request[HeaderId.SessionExpires], out var expires);
        tooSmall = asked && supported && expires.Seconds < minSE;
        if (tooSmall || (!asked && wanted == 0)) return default;

        var floor = Math.Max(minSE, MinSEOf(request));
        var seconds = asked ? expires.Seconds : wanted;
        if (wanted > 0) seconds = Math.Min(seconds, wanted);
        var refresherIsUac = supported && !(asked && expires.Refresher.SequenceEqual("uas"u8));
        return new SessionInterval(Math.Max(seconds, floor), refresherIsUac);
    }

    /// <summary>What a UAC takes from the 2xx (§7.2); no Session-Expires in it, no timer.</summary>
    internal static SessionInterval Of(SipMessage success) =>
        SessionExpires.TryParse(success[HeaderId.SessionExpires], out var expires)
            ? new SessionInterval(expires.Seconds, !expires.Refresher.SequenceEqual("uas"u8))
            : default;

    /// <summary>Min-SE of a request or a 422; 90 when absent (§5).</summary>
    internal static int MinSEOf(SipMessage message) =>
        SessionExpires.TryParse(message[HeaderId.MinSE], out var min) ? Math.Max(min.Seconds, SmallestMinSE) : SmallestMinSE;
}

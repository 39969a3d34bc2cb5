using System.Text;
using ImsConference.Sip.Dialogs;
using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Sessions;

/// <summary>What a subscription of ours asks for, at first and at each refresh.</summary>
/// <param name="eventValue">Event value, parameters included.</param>
/// <param name="accept">Accept values.</param>
/// <param name="expires">Duration, s.</param>
/// <param name="onNotify">Hears each NOTIFY and says what to answer.</param>
internal sealed class SubscribeTerms(string eventValue, IReadOnlyList<string> accept, int expires, Func<SipMessage, int>? onNotify)
{
    internal EventName Event { get; } = EventName.Of(Encoding.UTF8.GetBytes(eventValue));

    internal int Expires { get; set; } = expires;

    internal Func<SipMessage, int>? OnNotify { get; } = onNotify;

    /// <summary>A fetch and the implicit subscription of a REFER are not refreshed.</summary>
    internal bool Refreshes => Expires > 0 && Event.Package != "refer";

    internal RequestDraft Fill(RequestDraft draft, int seconds) => draft
        .Add("Event", eventValue)
        .Add("Accept", accept.Count > 0 ? string.Join(", ", accept) : null)
        .Add("Expires", $"{seconds}");
}

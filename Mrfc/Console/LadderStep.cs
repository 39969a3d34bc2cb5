using System.Diagnostics.CodeAnalysis;

namespace ImsConference.Mrfc.Console;

/// <summary>One arrow of the live ladder.</summary>
/// <param name="Seq">1 for the first since the start; no gaps.</param>
/// <param name="Time">When.</param>
/// <param name="Kind"><c>sip</c> or <c>mp</c>.</param>
/// <param name="From">Who sent it: <c>mrfc</c>, or address and port.</param>
/// <param name="To">Who was to get it.</param>
/// <param name="Label">One line.</param>
/// <param name="CallId">Call-ID of a SIP message; empty for Mp.</param>
/// <param name="Conference">Token of the conference, or context id; empty where none is named.</param>
/// <param name="Text">The whole message.</param>
[SuppressMessage("Naming", "CA1720", Justification = "The names are those of the JSON.")]
public sealed record LadderStep(
    long Seq, DateTimeOffset Time, string Kind, string From, string To, string Label, string CallId, string Conference, string Text);

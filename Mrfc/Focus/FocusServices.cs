using ImsConference.Mrfc.Focus.Announcements;
using ImsConference.Mrfc.Focus.Ims;
using ImsConference.Mrfc.Focus.Negotiation;
using ImsConference.Mrfc.Focus.News;
using ImsConference.Mrfc.Media;
using ImsConference.Sip.Digest;
using ImsConference.Sip.Loop;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus;

/// <summary>What every flow of the focus works with.</summary>
/// <param name="Agent">Sends our own requests.</param>
/// <param name="Pool">The MRFPs.</param>
/// <param name="Conferences">All conferences.</param>
/// <param name="Negotiator">Offer and answer.</param>
/// <param name="Refusals">Says no.</param>
/// <param name="Options">Settings; checked.</param>
/// <param name="Log">What happens to participants.</param>
public sealed record FocusServices(
    UserAgent Agent, MrfpPool Pool, ConferenceRegistry Conferences, AudioNegotiator Negotiator, RefusalSender Refusals, FocusOptions Options, ILogger Log)
{
    /// <summary>Plays to participants and asks them for digits.</summary>
    public required Prompter Prompter { get; init; }

    /// <summary>Tells conferences what happens to them.</summary>
    public required Announcer Announcer { get; init; }

    public ConferenceNews News => Conferences.News;

    /// <summary>The headers that only IMS has.</summary>
    public required ImsHeaders Ims { get; init; }

    /// <summary>Sessions that ended lately.</summary>
    public DepartedDialogs Departed { get; } = new(Agent.Loop.Time);

    /// <summary>Route of the requests that the focus begins; empty: straight to their target.</summary>
    public IReadOnlyList<string> OutboundRoute { get; } = Options.OutboundProxy.Length > 0 ? [$"<{LooseRoute(Options.OutboundProxy)}>"] : [];

    /// <summary>Answers challenges to these requests; null: it cannot.</summary>
    public DigestCredentials? Credentials { get; } = Options.OutboundUser.Length > 0 ? new DigestCredentials(Options.OutboundUser, Options.OutboundPassword) : null;

    public SignallingLoop Loop => Agent.Loop;

    public DateTimeOffset Now => Agent.Loop.Time.GetUtcNow();

    private static string LooseRoute(string proxy) => SipUri.Parse(proxy) is { IsLooseRouter: false } uri ? uri.WithParameter("lr", null).ToString() : proxy;
}

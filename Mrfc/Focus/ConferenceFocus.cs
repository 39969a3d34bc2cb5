using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Announcements;
using ImsConference.Mrfc.Focus.Control;
using ImsConference.Mrfc.Focus.Ims;
using ImsConference.Mrfc.Focus.Invitations;
using ImsConference.Mrfc.Focus.Keys;
using ImsConference.Mrfc.Focus.Negotiation;
using ImsConference.Mrfc.Focus.Negotiation.Codecs;
using ImsConference.Mrfc.Focus.News;
using ImsConference.Mrfc.Focus.Redirect;
using ImsConference.Mrfc.Media;
using ImsConference.Sip.Digest;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus;

/// <summary>The focus of all conferences: takes requests by their Request-URI (never by To: after a 302 that is the old one).</summary>
public sealed class ConferenceFocus
{
    private const string WellKnownMethods = "INVITE, ACK, CANCEL, OPTIONS, BYE";

    private readonly FocusServices _services;
    private readonly Gatekeeper _gatekeeper;
    private readonly ReceivingUnit _redirect;
    private readonly DialIn _dialIn;
    private readonly Referral _referral;
    private readonly RecipientInviter _recipients;
    private readonly RosterService _roster;
    private readonly InfoRequests _infos;
    private readonly MediaEvents _mediaEvents;
    private readonly HashSet<string> _factoryUris;
    private readonly HashSet<string> _redirectUris;
    private bool _isStopping;

    /// <param name="agent">The SIP side; the focus adds itself to its takers.</param>
    /// <param name="pool">The MRFPs.</param>
    /// <param name="options">Settings; checked.</param>
    /// <param name="announcements">What is announced; checked.</param>
    /// <param name="logs">For the rooms' own loggers.</param>
    /// <param name="admission">Who may come in; null: everybody.</param>
    public ConferenceFocus(UserAgent agent, MrfpPool pool, FocusOptions options, AnnouncementOptions announcements, ILoggerFactory logs, AdmissionSources? admission = null)
    {
        if (!ConferenceUriTemplate.TryParse(options, out var template, out var fault))
            throw new ArgumentException($"Focus:UriTemplate: {fault}", nameof(options));

        Prompter = new Prompter(agent.Loop, new PromptBook(announcements), logs.CreateLogger<Prompter>());
        var refusals = new RefusalSender(options.Node, logs.CreateLogger<RefusalSender>());
        admission ??= new AdmissionSources(new Subscribers());
        var trust = admission.Trust ?? new TrustDomain(AddressPrefixes.From(options.TrustedPeers), []);
        var node = new NodePolicy(options, admission.Subscribers, agent.Loop.Time);
        var registry = new ConferenceRegistry(agent.Loop, pool, node, template, logs.CreateLogger<ConferenceRegistry>());
        var negotiator = new AudioNegotiator(CodecList.From(options.Codecs, options.OpusBitrateBps), options.PreferOwnCodecOrder, options.MaxBandwidthKbps, options.Srtp);
        _services = new FocusServices(agent, pool, registry, negotiator, refusals, options, logs.CreateLogger<ConferenceFocus>())
        {
            Prompter = Prompter,
            Ims = new ImsHeaders(options, trust),
            Announcer = new Announcer(agent.Loop, Prompter),
        };
        registry.Clock.EndsSoon += conference => _services.Announcer.EndsIn(conference, options.WarnBeforeEndSeconds);
        _gatekeeper = new Gatekeeper(
            options, new CallerReader(trust, options.Domain), new DigestChallenger(options.Domain, agent.Loop.Time, FocusOptions.Names(options.DigestAlgorithms)), refusals);
        var wish = new MediaWish(pool, negotiator);
        _redirect = new ReceivingUnit(_services, _gatekeeper, new AllocationUnit(_services, wish), new TransmissionUnit(_services));
        Keys = new KeyPresses(_services.Log);
        Pins = new PinBook(question => node.PinOf(question, registry), agent.Loop.Time, logs.CreateLogger<PinBook>());
        var entrance = new Entrance(_services, Pins, admission.PinServer);
        var participants = new ParticipantFlow(_services, entrance);
        _dialIn = new DialIn(_services, participants, wish);
        DialOut = new DialOut(_services, participants);
        Control = new ConferenceControl(_services, participants, DialOut);
        _referral = new Referral(_services, DialOut);
        _recipients = new RecipientInviter(_services, DialOut);
        _roster = new RosterService(_services);
        _infos = new InfoRequests(refusals, Keys, Prompter);
        _mediaEvents = new MediaEvents(_services, Keys);
        _factoryUris = Addresses(options.FactoryUris.Select(options.Fill));
        _redirectUris = Addresses(options.RedirectUris.Select(options.Fill));
        _mediaEvents.Listen();
        Keys.Pressed += TellKey;
        refusals.Refused = TellRefused;
        agent.Use(TryTake);
    }

    public ConferenceRegistry Conferences => _services.Conferences;

    /// <summary>Plays to participants and asks them for digits.</summary>
    public Prompter Prompter { get; }

    /// <summary>What an operator may do.</summary>
    public ConferenceControl Control { get; }

    /// <summary>What happens.</summary>
    public ConferenceNews News => _services.News;

    /// <summary>Brings users in.</summary>
    public DialOut DialOut { get; }

    /// <summary>What participants press.</summary>
    public KeyPresses Keys { get; }

    /// <summary>What other MRFCs ask when they host a conference whose PIN is known here.</summary>
    public IPinServer Pins { get; }

    /// <summary>Ends every conference with BYEs, last NOTIFYs and releases, and takes nothing new.</summary>
    public void Stop()
    {
        _isStopping = true;
        foreach (var conference in Conferences.All.ToArray()) Conferences.End(conference, Removal.Stopping);
    }

    private static HashSet<string> Addresses(IEnumerable<string> uris) =>
        uris.Select(uri => AddressOf(SipUri.Parse(uri))).ToHashSet(StringComparer.Ordinal);

    // Scheme, port and parameters do not matter: proxies change them.
    private static string AddressOf(SipUri uri) => $"{uri.User}@{uri.Host.ToLowerInvariant()}";

    private bool TryTake(IncomingRequest request)
    {
        var uri = request.RequestUri;
        if (!uri.IsSip) return Refuse(request, Refusals.BadScheme);

        var address = AddressOf(uri);
        var isFactory = _factoryUris.Contains(address);
        var isWellKnown = isFactory || _redirectUris.Contains(address);
        if ((!isWellKnown && !Conferences.IsConferenceUri(uri)) || NeedsDialog(request)) return false;
        if (request.Dialog is null) request.Correlate(_services.Ims.Correlate(request, Conferences.TryFind(uri, out var conference) ? conference : null));
        if (FaultOf(request, isFactory) is { } fault) return Refuse(request, fault);

        if (isWellKnown) TakeWellKnown(request, isFactory);
        else TakeConference(request);
        return true;
    }

    // Outside of their dialog the stack answers these, with 481.
    private static bool NeedsDialog(IncomingRequest request) =>
        request.Method is SipMethod.Bye or SipMethod.Prack or SipMethod.Update or SipMethod.Notify
        || request is { Method: SipMethod.Info, Dialog: null };

    private Refusal? FaultOf(IncomingRequest request, bool isFactory)
    {
        if (request.Message.Body.Length > _services.Options.MaxBodyBytes) return Refusals.BodyTooLong;
        if (_services.Ims.Priorities.FaultOf(request.Message) is { } priority) return priority;
        if (request.Method == SipMethod.Refer && ImsHeaders.HopsAfter(request.Message) == 0) return Refusals.TooManyHops;
        if (request.Method == SipMethod.Unknown) return Refusals.UnknownMethod(string.Join(", ", _services.Agent.Options.Allow));
        if (!isFactory && request.Message.Lists(HeaderId.Require, RecipientInviter.Tag)) return Refusals.ListNotHere;
        return _isStopping && request.Session is null ? Refusals.Stopping(_services.Options.RetryAfterSeconds) : null;
    }

    private void TakeWellKnown(IncomingRequest request, bool isFactory)
    {
        switch (request.Method)
        {
            case SipMethod.Invite when isFactory:
                Make(request);
                break;
            case SipMethod.Invite:
                _redirect.Receive(request);
                break;
            case SipMethod.Options:
                AnswerOptions(request, $"<{request.RequestUri}>;isfocus", isFactory ? FocusCapabilities.SupportedAtFactory : []);
                break;
            default:
                Refuse(request, Refusals.WrongMethod(WellKnownMethods));
                break;
        }
    }

    private void TakeConference(IncomingRequest request)
    {
        var isOver = request.Session is { HasEnded: true }; // of who was just taken out, nothing counts any more
        if (isOver || !Conferences.TryFind(request.RequestUri, out var conference))
        {
            // Inside a dialog a 404 would say more than is meant; that its session is over is what 481 says.
            Refuse(request, request.Session is null ? Refusals.UnknownConference : Refusals.SessionOver);
            return;
        }

        switch (request.Method)
        {
            case SipMethod.Invite:
                if (_gatekeeper.Admit(request, ChallengeScope.Everybody) is not { } guest) break;
                if (guest.Uri == CallerReader.IdentityOf(conference.Uri)) Refuse(request, Refusals.Loop);
                else _dialIn.Take(request, conference, guest);
                break;
            case SipMethod.Subscribe:
                if (Admit(request, conference) is { } subscriber) _roster.Take(request, conference, subscriber);
                break;
            case SipMethod.Refer:
                if (Admit(request, conference) is { } referrer) _referral.Take(request, conference, referrer, ParticipantOf(request, conference));
                break;
            case SipMethod.Info:
                if (ParticipantOf(request, conference) is { } participant) _infos.Take(request, participant);
                else Refuse(request, Refusals.SessionOver);
                break;
            case SipMethod.Options:
                AnswerOptions(request, conference.Contact, []);
                break;
            default:
                Refuse(request, Refusals.WrongMethod(string.Join(", ", _services.Agent.Options.Allow)));
                break;
        }
    }

    /// <summary>In a participant's dialog, or naming it (RFC 4538), it is that participant, whatever From says; else the gatekeeper asks.</summary>
    private Caller? Admit(IncomingRequest request, Conference conference) =>
        ParticipantOf(request, conference)?.User ?? _gatekeeper.Admit(request, ChallengeScope.Everybody);

    private static Participant? ParticipantOf(IncomingRequest request, Conference conference) => conference.Participants.FirstOrDefault(participant =>
        participant.Session is { HasEnded: false } session
        && (request.Dialog is null ? TargetDialog.Names(session.Dialog, request.Message) : session == request.Session));

    /// <summary>The factory: a new conference, and its maker the first in it (TS 24.147 §5.3.2.3.1).</summary>
    private void Make(IncomingRequest request)
    {
        if (_gatekeeper.Admit(request, ChallengeScope.Everybody) is not { } creator) return;

        if (!_recipients.TryRead(request.Message, creator, out var guests, out var refusal)
            || !Conferences.TryAllocate(creator, outlivesItsMaker: false, out var conference, out refusal))
        {
            Refuse(request, refusal);
            return;
        }

        conference.TakeSubject(request.Message, creator);
        _dialIn.Take(request, conference, creator, maker => _recipients.Invite(maker, guests));
    }

    /// <summary>What OPTIONS asks: the headers, and the media we have, with port 0 (RFC 4579 §5.13).</summary>
    private void AnswerOptions(IncomingRequest request, string contact, string[] supported)
    {
        var nowhere = new Protos.Mp.Endpoint { Address = request.Hop.Local.Address.ToString() };
        var all = _services.Pool.CapabilitiesOf(Protos.Mp.MediaType.Audio).SelectMany(capability => capability.Formats)
            .DistinctBy(format => (format.Encoding.ToUpperInvariant(), format.ClockRateHz, format.Channels));
        var capability = new Protos.Mp.MediaCapability { Formats = { all } };
        if (capability.Formats.Count == 0) request.RespondWithCapabilities(contact, supported: supported);
        else request.RespondWithCapabilities(contact, "application/sdp", _services.Negotiator.Offer(capability, nowhere, new LocalSession(0)).Write(), supported);
    }

    private void TellKey(Participant participant, KeyPress press) => News.Tell(
        new ConferenceEvent(ConferenceEventKind.KeyPressed, _services.Now) { Conference = participant.Conference, Participant = participant, Key = press });

    private void TellRefused(SipMessage invite, Refusal refusal) => News.Tell(new ConferenceEvent(ConferenceEventKind.CallRefused, _services.Now)
    {
        Conference = invite.TryGetRequestUri(out var uri) && Conferences.TryFind(uri, out var conference) ? conference : null,
        User = NameAddr.TryParse(invite[HeaderId.From], out var from) && SipUri.TryParse(from.Uri, out var user) ? CallerReader.IdentityOf(user) : null,
        Reason = refusal.Text,
        Refusal = refusal,
    });

    private bool Refuse(IncomingRequest request, Refusal refusal)
    {
        _services.Refusals.Send(request, refusal);
        return true;
    }
}

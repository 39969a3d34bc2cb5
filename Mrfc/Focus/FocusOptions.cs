using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Invitations;
using ImsConference.Mrfc.Focus.Negotiation;

namespace ImsConference.Mrfc.Focus;

/// <summary>Settings of the focus, section <c>Focus</c>. Lists have no default here: a list in configuration would be added to it.</summary>
public sealed record FocusOptions
{
    /// <summary>Domain of this network: <c>{domain}</c> in the URIs below, the realm of challenges and the default for <c>Ioi</c>.</summary>
    public string Domain { get; init; } = "home1.net";

    /// <summary>
    /// Name of this node: <c>{node}</c> in the URIs below, and owner of contexts on MRFPs; letters, digits, hyphens, dots.
    /// Two MRFCs of one name must not share an MRFP: each would take the other's conferences for its own of an earlier life, and end them.
    /// </summary>
    public string Node { get; init; } = "mrfc1";

    /// <summary>URIs that make a conference and answer in it (RFC 4579 §5.4, TS 24.147 §5.3.2.3.1).</summary>
    public IReadOnlyList<string> FactoryUris { get; init; } = [];

    /// <summary>URIs that make a conference and redirect to it with a 302.</summary>
    public IReadOnlyList<string> RedirectUris { get; init; } = [];

    /// <summary>Form of each conference URI, with one <c>{token}</c>; a CSCF routes by what is fixed in it.</summary>
    public string UriTemplate { get; init; } = "sip:conf-{token}@{node}.conference.{domain}";

    /// <summary>Random bits of a token, 96..256: enough that nobody guesses one.</summary>
    public int TokenBits { get; init; } = 128;

    /// <summary>Time that the URI of an ended conference is not given out again, s: it may stand in a call log.</summary>
    public int QuarantineSeconds { get; init; } = 86_400;

    /// <summary>Life of an allocated URI that nobody joins, s; then it is answered with 404.</summary>
    public int UnjoinedSeconds { get; init; } = 300;

    /// <summary>When the capacity of an MRFP is set aside for a redirected conference.</summary>
    public ReservationTime ReserveAt { get; init; } = ReservationTime.Allocation;

    /// <summary>Places set aside on the MRFP for each conference; later participants get in while there is room.</summary>
    public int ReservedParticipants { get; init; } = 3;

    /// <summary>Conferences at once, those not joined yet included; more are refused with 503.</summary>
    public int MaxConferences { get; init; } = 10_000;

    /// <summary>Allocated URIs that nobody has joined yet, at once; more are refused with 503. Each may hold places on an MRFP.</summary>
    public int MaxUnjoined { get; init; } = 2_000;

    /// <summary>Of these, as many for one caller, by the identity it is known by; more are refused with 503.</summary>
    public int MaxUnjoinedPerCaller { get; init; } = 100;

    /// <summary>Participants of one conference at once, those being called included; more are refused with 486.</summary>
    public int MaxParticipants { get; init; } = 100;

    /// <summary>Participants of all conferences at once; more are refused with 503.</summary>
    public int MaxNodeParticipants { get; init; } = 20_000;

    /// <summary>JSON file that says who may create, join, how many and until when; read again when it changes. Empty: everybody may everything.</summary>
    public string SubscriberFile { get; init; } = "";

    /// <summary>Users that one list may name (RFC 5366, RFC 5368); more are refused with 403.</summary>
    public int MaxRecipients { get; init; } = 100;

    /// <summary>Calls that the focus begins in a second, over all conferences; a list of many users is called one after the other.</summary>
    public int InvitesPerSecond { get; init; } = 50;

    /// <summary>How the focus brings in whom somebody referred it to.</summary>
    public InviteWay InviteBy { get; init; }

    /// <summary>Subscriptions to one conference's roster at once; more are refused with 503.</summary>
    public int MaxSubscriptions { get; init; } = 200;

    /// <summary>Highest bandwidth that an INVITE may ask for one medium (SDP b=AS), kbit/s; above it 488 with Warning 370.</summary>
    public int MaxBandwidthKbps { get; init; } = 2_000;

    /// <summary>Codecs that are offered and taken, best first; empty: AMR-WB, opus, G722, AMR, PCMA, PCMU. An MRFP that lacks one goes without.</summary>
    public IReadOnlyList<string> Codecs { get; init; } = [];

    /// <summary>
    /// An answer takes the first of <see cref="Codecs"/> that the offer has. False: the first of the offer that we have, for the UE knows its access
    /// (RFC 3264 §6.1).
    /// </summary>
    public bool PreferOwnCodecOrder { get; init; }

    /// <summary>Whether media are protected by SRTP with keys in the SDP (RFC 4568).</summary>
    public SrtpUse Srtp { get; init; } = SrtpUse.Accept;

    /// <summary>Average bit rate that senders of Opus are asked to keep to (RFC 7587 maxaveragebitrate), bit/s: fullband speech, mono.</summary>
    public int OpusBitrateBps { get; init; } = 32_000;

    /// <summary>What ends a conference before its last participant leaves.</summary>
    public ConferenceEnd EndsWhen { get; init; } = ConferenceEnd.LastLeaves;

    /// <summary>Longest life of a conference from the first participant on, s; then it ends. 0: no limit.</summary>
    public int MaxDurationSeconds { get; init; }

    /// <summary>So long before that end everybody is warned, s; 0: nobody.</summary>
    public int WarnBeforeEndSeconds { get; init; } = 60;

    /// <summary>Time after which a conference ends in which nobody, or only one, is left, s; 0: it waits for the last to leave.</summary>
    public int AloneSeconds { get; init; }

    /// <summary>
    /// The participant at whose REFER the focus calls a user hears Announcements:Ringback while that rings, and Announcements:Busy when it does not come. Off unless
    /// said: a UE that plays tones of its own by the NOTIFYs of its REFER would play them twice.
    /// </summary>
    public bool CallProgressTones { get; init; }

    /// <summary>Tries that a caller has to press the right PIN; then it is out.</summary>
    public int PinTries { get; init; } = 3;

    /// <summary>Longest wait for a moderator, s; 0: for ever.</summary>
    public int LobbySeconds { get; init; } = 600;

    /// <summary>
    /// Address at which other MRFCs ask this one for PINs, for example <c>http://127.0.0.1:7090</c>; empty: they cannot. Whoever reaches it may try PINs,
    /// so loopback only unless <see cref="ControlAllowRemote"/> says that the network is closed.
    /// </summary>
    public string ControlUrl { get; init; } = "";

    /// <summary>Permits a <see cref="ControlUrl"/> other than loopback.</summary>
    public bool ControlAllowRemote { get; init; }

    /// <summary>Control address of the MRFC that knows the PINs of conferences that have none here; empty: then they have none.</summary>
    public string PinServer { get; init; } = "";

    /// <summary>Who has to prove an identity by digest; peers in <c>TrustedPeers</c> never have to.</summary>
    public ChallengeScope Challenge { get; init; } = ChallengeScope.Nobody;

    /// <summary>Algorithms of a challenge, the one liked best first, separated by commas; MD5 alone for UEs that read only the first header.</summary>
    public string DigestAlgorithms { get; init; } = "SHA-256,MD5";

    /// <summary>Digest users: name = password.</summary>
    public IReadOnlyDictionary<string, string> Users { get; init; } = new Dictionary<string, string>();

    /// <summary>Addresses or prefixes (10.0.0.0/8) of the CSCFs whose P-Asserted-Identity counts (RFC 3325 §5).</summary>
    public IReadOnlyList<string> TrustedPeers { get; init; } = [];

    /// <summary>Next hop for the focus's own INVITEs, as a SIP URI; empty: straight to the user's domain (RFC 3263).</summary>
    public string OutboundProxy { get; init; } = "";

    /// <summary>User name with which the focus answers challenges to its own requests (401, 407); empty: it answers none.</summary>
    public string OutboundUser { get; init; } = "";

    /// <summary>The password that goes with it.</summary>
    public string OutboundPassword { get; init; } = "";

    /// <summary>Inter-operator identifier in P-Charging-Vector (RFC 7315 §4.6); empty means <c>Domain</c>.</summary>
    public string Ioi { get; init; } = "";

    /// <summary>The identifier in force.</summary>
    public string EffectiveIoi => Ioi.Length > 0 ? Ioi : Domain;

    /// <summary>
    /// Feature tags of the Contact besides isfocus (RFC 3840), for example <c>+g.3gpp.icsi-ref="urn%3Aurn-7%3A3gpp-service.ims.icsi.mmtel"</c>,
    /// <c>+g.3gpp.mid-call</c>.
    /// </summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Namespaces of Resource-Priority (RFC 4412) whose requests are served in overload too, for example <c>ets</c>; from trusted peers only.</summary>
    public IReadOnlyList<string> PriorityNamespaces { get; init; } = [];

    /// <summary>The feature tags as parameters.</summary>
    public string ContactParameters => string.Concat(Features.Select(feature => $";{feature}"));

    /// <summary>Time without RTP and RTCP after which a participant is removed, s; 0: never.</summary>
    public int RtpTimeoutSeconds { get; init; } = 60;

    /// <summary>Time that a user rings when the focus calls, s; then CANCEL.</summary>
    public int RingSeconds { get; init; } = 60;

    /// <summary>Time that a caller has to reserve its resources after our 183, s; then 580 (RFC 3312 §8).</summary>
    public int PreconditionSeconds { get; init; } = 60;

    /// <summary>Longest body that is read, bytes; above it 513.</summary>
    public int MaxBodyBytes { get; init; } = 32_768;

    /// <summary>What Retry-After says in a 503, s.</summary>
    public int RetryAfterSeconds { get; init; } = 10;

    /// <summary>Least time between two roster NOTIFYs to one subscriber, ms; changes in between are told together (RFC 4575 §3.10).</summary>
    public int NotifySpacingMs { get; init; } = 5_000;

    /// <summary>Time that the roster still shows who left and how, ms.</summary>
    public int DepartedMs { get; init; } = 5_000;

    /// <summary>Longest and usual life of a roster subscription, s (RFC 4575 §3.3).</summary>
    public int SubscriptionSeconds { get; init; } = 3_600;

    /// <summary>Shortest life of a subscription, s; below it 423 (RFC 6665 §4.2.1.1).</summary>
    public int MinSubscriptionSeconds { get; init; } = 60;

    /// <summary>Whoever knows the conference URI may see the roster; false: participants only (RFC 4575 §3.6).</summary>
    public bool OpenRoster { get; init; } = true;

    /// <summary>What rosters say of every conference.</summary>
    public RosterOptions Roster { get; init; } = new();

    /// <summary>Record the mix of every conference to a WAV file on its MRFP.</summary>
    public bool RecordMix { get; init; }

    /// <summary>Sample rate of these recordings, Hz: 8000, 16000, 24000, 32000 or 48000.</summary>
    public int RecordingRateHz { get; init; } = 16_000;

    /// <summary>Who speaks is reported when it changes, no more often than this, ms; 0: never.</summary>
    public int SpeakersIntervalMs { get; init; } = 1_000;

    /// <summary>Longest wait for BYEs and releases when the process stops, ms.</summary>
    public int ShutdownMs { get; init; } = 4_000;

    /// <summary>A URI of this section, with this node and this domain in the place of their marks.</summary>
    internal string Fill(string uri) => uri.Replace("{node}", Node, StringComparison.Ordinal).Replace("{domain}", Domain, StringComparison.Ordinal);

    /// <summary>The names in a list that is separated by commas.</summary>
    internal static IEnumerable<string> Names(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

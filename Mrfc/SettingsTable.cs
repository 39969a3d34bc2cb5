using ImsConference.Hosting;

namespace ImsConference.Mrfc;

/// <summary>Every configuration key: for <c>--help</c>, and as the lowest layer of configuration, which gives lists their defaults.</summary>
internal static class SettingsTable
{
    /// <summary>Key, default, and what it means with its unit.</summary>
    public static IReadOnlyList<(string Key, string Default, string Meaning)> Rows { get; } =
    [
        ("Sip:Address", "127.0.0.1", "address that SIP listens on, UDP and TCP"),
        ("Sip:Port", "5060", "its port; 0 takes a free one"),
        ("Sip:Listen:0", "", "further listening address, address:port (Sip:Listen:1 and so on)"),
        ("Sip:AllowOpen", "false", "true permits an address other than loopback without Focus:Challenge=Everybody: anybody may make calls"),
        ("Sip:T1Ms", "500", "T1, round-trip estimate, ms (RFC 3261 §17.1.1.1)"),
        ("Sip:T2Ms", "4000", "T2, longest pause between repeats, ms"),
        ("Sip:T4Ms", "5000", "T4, longest life of a message in the network, ms"),
        ("Sip:SessionExpiresSeconds", "1800", "session interval that is asked for, s (RFC 4028); 0: none"),
        ("Sip:MinSESeconds", "90", "shortest session interval that is accepted, s"),
        ("Sip:MaxDialogs", "50000", "dialogs at once; above it 503"),
        ("Sip:Product", "IMSConference", "value of Server and User-Agent; empty: not sent"),

        ("Focus:Domain", "home1.net", "domain of this network: {domain} in the URIs below, realm of challenges"),
        ("Focus:Node", "mrfc1", "name of this node, no other MRFC's on the same MRFPs: {node} in the URIs below, owner of contexts, warn-agent"),
        ("Focus:FactoryUris:0", "sip:conf-factory1@{domain}", "URI that makes a conference and answers in it (…:1 and so on)"),
        ("Focus:RedirectUris:0", "sip:conferences@{domain}", "URI that makes a conference and redirects to it, 302 (…:1 and so on)"),
        ("Focus:UriTemplate", "sip:conf-{token}@{node}.conference.{domain}", "form of each conference URI; {token} is what differs"),
        ("Focus:TokenBits", "128", "random bits of a token, 96..256"),
        ("Focus:QuarantineSeconds", "86400", "the URI of an ended conference is not given out again for so long, s"),
        ("Focus:UnjoinedSeconds", "300", "an allocated URI that nobody joins expires after so long, s; then 404"),
        ("Focus:ReserveAt", "Allocation", "an MRFP is found at Allocation of the URI, or at FirstJoin"),
        ("Focus:ReservedParticipants", "3", "places set aside on the MRFP for each conference"),
        ("Focus:MaxConferences", "10000", "conferences at once; above it 503"),
        ("Focus:MaxUnjoined", "2000", "allocated URIs that nobody has joined yet, at once; above it 503"),
        ("Focus:MaxUnjoinedPerCaller", "100", "of these, for one caller; above it 503"),
        ("Focus:MaxParticipants", "100", "participants of one conference at once; above it 486"),
        ("Focus:MaxNodeParticipants", "20000", "participants of all conferences at once; above it 503"),
        ("Focus:SubscriberFile", "", "JSON file: who may create, join, how many, until when; read again when it changes; empty: everybody may everything"),
        ("Focus:MaxSubscriptions", "200", "roster subscriptions of one conference at once; above it 503"),
        ("Focus:MaxBandwidthKbps", "2000", "highest b=AS of an offer, kbit/s; above it 488"),
        ("Focus:MaxBodyBytes", "32768", "longest body that is read, bytes; above it 513"),
        ("Focus:Codecs:0", "", "codec that is liked best (…:1 and so on); none said: AMR-WB, opus, G722, AMR, PCMA, PCMU"),
        ("Focus:PreferOwnCodecOrder", "false", "true: an answer takes the first of Focus:Codecs that the offer has; false: the first of the offer that is in Focus:Codecs"),
        ("Focus:Srtp", "Accept", "SRTP with keys in the SDP (RFC 4568): Off, Accept (where the peer offers it), Require (no call without)"),
        ("Focus:OpusBitrateBps", "32000", "average bit rate that senders of Opus are asked to keep to, bit/s"),
        ("Focus:EndsWhen", "LastLeaves", "a conference ends when its LastLeaves, or also when its CreatorLeaves"),
        ("Focus:Challenge", "Nobody", "who proves an identity by digest: Nobody, Redirect (INVITEs to a redirect URI), Everybody"),
        ("Focus:DigestAlgorithms", "SHA-256,MD5", "algorithms of a challenge, the one liked best first; MD5 for UEs that read only the first header"),
        ("Focus:Users:NAME", "", "password of a digest user"),
        ("Focus:TrustedPeers:0", "", "address or prefix of a CSCF whose P-Asserted-Identity counts, never challenged (…:1 and so on)"),
        ("Focus:OutboundProxy", "", "SIP URI that the focus's own INVITEs go to; empty: to the user's domain"),
        ("Focus:Ioi", "", "inter-operator identifier in P-Charging-Vector; empty means Focus:Domain"),
        ("Focus:RtpTimeoutSeconds", "60", "a participant without RTP and RTCP is removed after so long, s; 0: never"),
        ("Focus:RingSeconds", "60", "a user that the focus calls rings for so long, s"),
        ("Focus:PreconditionSeconds", "60", "a caller has so long to reserve its resources after our 183, s; then 580"),
        ("Focus:RetryAfterSeconds", "10", "Retry-After in a 503, s"),
        ("Focus:NotifySpacingMs", "5000", "least time between two roster NOTIFYs to one subscriber, ms (RFC 4575 §3.10)"),
        ("Focus:DepartedMs", "5000", "the roster shows who left for so long, ms"),
        ("Focus:SubscriptionSeconds", "3600", "longest and usual life of a roster subscription, s"),
        ("Focus:MinSubscriptionSeconds", "60", "shortest life of a subscription, s; below it 423"),
        ("Focus:OpenRoster", "true", "whoever knows the conference URI may see the roster; false: participants only"),
        ("Focus:RecordMix", "false", "record the mix of every conference on its MRFP"),
        ("Focus:ShutdownMs", "4000", "longest wait for BYEs and releases at the end, ms"),

        ("Announcements:Language", "en", "folder of the prompts on the MRFP; de-AT looks into de-AT, then de, then en"),
        ("Announcements:Joined", "off", "to all when somebody has come: off, on (the project's sound), or a description such as 'beep.wav' or '700@-18/90 pause/50 1000/120'"),
        ("Announcements:Left", "off", "to all when somebody has left"),
        ("Announcements:First", "off", "to one who is alone in the conference"),
        ("Announcements:OneMinuteLeft", "on", "to all, a minute before the conference reaches its longest duration"),
        ("Announcements:EnterPin", "on", "where a PIN is wanted"),
        ("Announcements:WrongPin", "on", "after a wrong one"),
        ("Announcements:Goodbye", "on", "before the focus ends a call, where there is time"),
        ("Announcements:Lobby", "on", "again and again to those who wait to be let in"),
        ("Announcements:Busy", "on", "busy tone"),
        ("Announcements:Ringback", "on", "ringback tone"),

        ("Mp:Mrfps:0", "http://127.0.0.1:7070", "address of an MRFP's Mp service (…:1 and so on)"),
        ("Mp:PortMode", "Dedicated", "RTP ports: Dedicated, a pair for each participant, or Shared, one for all whose packets come from the address in their SDP"),
        ("Mp:SharedPortPeers:0", "", "address or prefix in the SDP of participants that share a port whatever Mp:PortMode says, as of an access gateway (…:1 and so on)"),
        ("Mp:CommandTimeoutMs", "1500", "one try of a command, ms; two tries at most"),
        ("Mp:ReconnectFirstMs", "200", "pause before the first new try to reach an MRFP, ms; then twice as long each time"),
        ("Mp:ReconnectMostMs", "2000", "longest such pause, ms"),
        ("Mp:LostAfterMs", "10000", "an MRFP out of reach for so long is lost with its conferences, ms"),
        ("Mp:KeepAliveMs", "5000", "HTTP/2 ping on a silent connection after, ms"),
        ("Mp:KeepAliveTimeoutMs", "3000", "without an answer to it the connection is given up after, ms"),

        ("Console:Url", "http://127.0.0.1:8080", "the operator's HTTP interface: /trace, /status, /healthz"),
        ("Console:AllowRemote", "false", "true permits an address other than loopback: it asks nobody for a password"),
        ("Console:TraceKept", "2000", "messages and commands kept for those who come later to /trace?since=0"),

        ("Charging:Folder", "", "folder of the call detail records, a whole path; empty: none are written"),
        ("Charging:InterimSeconds", "900", "a record of what still stands is written so often, s; 0: only at the end"),
        ("Charging:RotateBytes", "16000000", "a file of records is closed when it is longer, bytes"),
        ("Charging:RotateSeconds", "3600", "a file of records is closed when it is older, s"),
        ("Charging:MaxWaiting", "20000", "records that wait in memory while they cannot be written, as on a full disk; beyond that they are lost, and counted"),
        ("Charging:FlushMs", "50", "pause between two writes, in which records come together for one flush to the disk, ms"),
    ];

    /// <summary>The MRFC, as whoever starts it sees it.</summary>
    public static Tier Tier { get; } = new(
        "mrfc",
        "Media resource function controller: conference factory and focus of IMS conferences (SIP), which commands media processors over gRPC.",
        "When SIP listens and an MRFP is connected it prints one line that begins with 'ready'. SIGTERM or Ctrl-C: ends every conference, then stops.",
        Rows,
        Elsewhere: ["Rtp", "Media", "Playback", "Mp:Address", "Mp:Port", "Mp:AllowRemote", "Mp:LeaseSeconds", "Mp:LoadSeconds", "Mp:DrainSeconds", "Mp:EventQueue"]);
}

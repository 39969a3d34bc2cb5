using ImsConference.Hosting;

namespace ImsConference.Mrfp;

/// <summary>Every configuration key, for <c>--help</c>.</summary>
internal static class SettingsTable
{
    /// <summary>Key, default, and what it means with its unit.</summary>
    public static IReadOnlyList<(string Key, string Default, string Meaning)> Rows { get; } =
    [
        ("Mp:Address", "127.0.0.1", "address the control service (gRPC, HTTP/2 in clear text) listens on"),
        ("Mp:Port", "7070", "its TCP port; 0 takes a free one"),
        ("Mp:AllowRemote", "false", "true permits an Mp:Address other than loopback: whoever reaches it commands this process"),
        ("Mp:LeaseSeconds", "60", "a context outlives the silence of its MRFC by so much, s, unless the command says otherwise"),
        ("Mp:LoadSeconds", "5", "load is reported so often, s"),
        ("Mp:DrainSeconds", "2", "on SIGTERM calls may go on for so long, s; then each gets its RTCP BYE"),
        ("Mp:EventQueue", "1024", "events kept for a slow subscriber"),
        ("Rtp:Address", "127.0.0.1", "address that media ports are bound to"),
        ("Rtp:PublicAddress", "", "address told to peers; empty means Rtp:Address"),
        ("Rtp:FirstPort", "10000", "first RTP port, even; RTCP takes the odd port above"),
        ("Rtp:LastPort", "29999", "last port, odd"),
        ("Rtp:QuarantineSeconds", "10", "a released pair of ports stays unused for so long, s"),
        ("Rtp:SharedPorts", "true", "streams may share ports where Mp asks for it, one pair of the range for each media thread; on Linux only"),
        ("Rtp:LatchScope", "AnyAddress", "where a peer's packets may come from, against its SDP: Exact, AnyPort or AnyAddress"),
        ("Media:Workers", "0", "media threads; 0 means one for each core"),
        ("Media:Niceness", "-10", "nice value of the media threads, -20 (served first) to 19, where it is permitted"),
        ("Media:MaxContexts", "5000", "most contexts at once"),
        ("Media:MaxTerminations", "10000", "most terminations at once"),
        ("Media:Speakers", "8", "so many of those who speak are heard: the loudest"),
        ("Media:ShareEncoding", "true", "one encoder serves all listeners of a format; false, to measure what that saves, encodes for each apart"),
        ("Media:OpusComplexity", "9", "of Opus encoders while there is time enough, 0 (cheapest) to 10"),
        ("Media:OpusComplexityWhenBusy", "3", "likewise when a media thread is busy: above half load it goes down towards this"),
        ("Playback:RecordingFolder", "recordings", "folder for recordings, relative to the working directory"),
        ("Playback:PromptFolder", "prompts", "folder that announcements are read from, relative to the program; the project's own lie there"),
        ("Playback:CacheMegabytes", "32", "memory for short announcements that were played lately, MiB"),
        ("Playback:MaxRecordingSeconds", "86400", "longest file of a recording, s; 0: no limit"),
        ("Playback:MaxRecordingFolderMb", "0", "most that all files in the folder may take, MB; then recordings end; 0: no limit"),
        ("Playback:Rf64AboveMb", "4000", "files of recordings above so many MB are RF64, which is not bound to 4 GiB; 0: all are"),
    ];

    /// <summary>The MRFP, as whoever starts it sees it.</summary>
    public static Tier Tier { get; } = new(
        "mrfp",
        "Media resource function processor: receives, mixes and sends the media of conferences, as an MRFC commands it over gRPC.",
        "When it listens it prints one line that begins with 'ready'. SIGTERM or Ctrl-C: drains, then stops.",
        Rows,
        Elsewhere: ["Sip", "Focus", "Announcements", "Console", "Charging", "Mp:Mrfps", "Mp:PortMode", "Mp:SharedPortPeers", "Mp:CommandTimeoutMs", "Mp:ReconnectFirstMs", "Mp:ReconnectMostMs", "Mp:LostAfterMs", "Mp:KeepAliveMs", "Mp:KeepAliveTimeoutMs"]);
}

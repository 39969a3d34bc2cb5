namespace ImsConference.Tests.Unit.Architecture;

/// <summary>A folder, its namespace, and the rooms below it that it may name.</summary>
/// <param name="Folder">Folder below the repository's root.</param>
/// <param name="Namespace">Namespace of every source in it.</param>
/// <param name="May">Namespaces of this repository that it may name, with all that is inside them.</param>
/// <param name="Never">Types of the framework that have no business here.</param>
public sealed record Room(string Folder, string Namespace, string[] May, params string[] Never)
{
    private const string Sip = "ImsConference.Sip";
    private const string Mrfc = "ImsConference.Mrfc";
    private const string Mrfp = "ImsConference.Mrfp";
    private const string Engine = "ImsConference.Engine";
    private const string Mp = "ImsConference.Protos";
    private const string Hosting = "ImsConference.Hosting";
    private const string Grpc = "Grpc";
    private static readonly string[] Sockets = ["Socket", "UdpClient", "TcpClient", "TcpListener", "NetworkStream"];

    /// <summary>The design's table of allowed references: they run downwards only.</summary>
    public static IReadOnlyList<Room> Table { get; } =
    [
        new("Mrfc", Mrfc, [Mrfc, Sip, Mp, Hosting, Grpc]),
        new("Mrfc/Console", $"{Mrfc}.Console", [$"{Mrfc}.Focus", $"{Mrfc}.Media", $"{Mrfc}.State", $"{Mrfc}.Charging", Sip]),
        new("Mrfc/Remote", $"{Mrfc}.Remote", [$"{Mrfc}.Focus", $"{Sip}.Loop", Mp, Hosting, Grpc]),
        new("Mrfc/Focus", $"{Mrfc}.Focus", [$"{Mrfc}.Media", $"{Mrfc}.State", $"{Mrfc}.Charging", Sip, Mp], [.. Sockets, "HttpClient"]),
        new("Mrfc/Media", $"{Mrfc}.Media", [$"{Mrfc}.State", $"{Sip}.Loop", Mp, Grpc]),
        new("Mrfc/Charging", $"{Mrfc}.Charging", [], [.. Sockets, "HttpClient"]),
        new("Mrfc/State", $"{Mrfc}.State", [$"{Sip}.Loop"]),

        new("Mrfc/Sip", Sip, [Sip]),
        new("Mrfc/Sip/Sessions", $"{Sip}.Sessions",
            [$"{Sip}.Dialogs", $"{Sip}.Transactions", $"{Sip}.Transports", $"{Sip}.Digest", $"{Sip}.Sdp", $"{Sip}.Messages", $"{Sip}.Loop"], Sockets),
        new("Mrfc/Sip/Dialogs", $"{Sip}.Dialogs",
            [$"{Sip}.Transactions", $"{Sip}.Transports", $"{Sip}.Digest", $"{Sip}.Sdp", $"{Sip}.Messages", $"{Sip}.Loop"], Sockets),
        new("Mrfc/Sip/Transactions", $"{Sip}.Transactions", [$"{Sip}.Transports", $"{Sip}.Digest", $"{Sip}.Sdp", $"{Sip}.Messages", $"{Sip}.Loop"], Sockets),
        new("Mrfc/Sip/Transports", $"{Sip}.Transports", [$"{Sip}.Messages", $"{Sip}.Loop"]),
        new("Mrfc/Sip/Digest", $"{Sip}.Digest", [$"{Sip}.Messages", $"{Sip}.Loop"], Sockets),
        new("Mrfc/Sip/Sdp", $"{Sip}.Sdp", [$"{Sip}.Messages", $"{Sip}.Loop"], Sockets),
        new("Mrfc/Sip/Messages", $"{Sip}.Messages", [$"{Sip}.Loop"], Sockets),
        new("Mrfc/Sip/Loop", $"{Sip}.Loop", [], Sockets),

        new("Mrfp", Mrfp, [Mrfp, Engine, Mp, Hosting, Grpc]),
        new("Mrfp/Control", $"{Mrfp}.Control", [$"{Mrfp}.Contexts", $"{Mrfp}.Playback", $"{Engine}.Rtp", $"{Engine}.Codecs", Mp, Grpc], Sockets),
        new("Mrfp/Contexts", $"{Mrfp}.Contexts", [$"{Mrfp}.Playback", Engine]),
        new("Mrfp/Playback", $"{Mrfp}.Playback", [Engine], Sockets),
        new("Mrfp/Engine", Engine, [Engine]),
        new("Mrfp/Engine/Ports", $"{Engine}.Ports", [$"{Engine}.Rtp"]),
        new("Mrfp/Engine/Rtp", $"{Engine}.Rtp", [$"{Engine}.Codecs", $"{Engine}.Mixing"]),
        new("Mrfp/Engine/Codecs", $"{Engine}.Codecs", [], Sockets),
        new("Mrfp/Engine/Mixing", $"{Engine}.Mixing", [], Sockets),

        new("Protos/Hosting", Hosting, []),
        new("Protos/Grpc", Grpc, [Grpc]),

        new("Tests/Unit", "ImsConference.Tests.Unit", ["ImsConference", Grpc]),
        new("Tests/Ue", "ImsConference.Tests.Ue", [Sip, Engine]),
        new("Tests/Load", "ImsConference.Tests.Load", ["ImsConference.Tests.Ue", Sip, Engine, Mp, Grpc]),
        new("Tests/Load/Rosters", "ImsConference.Tests.Load.Rosters", [$"{Mrfc}.Focus", $"{Mrfc}.Media", Sip]),
        new("Tests/System", "ImsConference.Tests.EndToEnd", ["ImsConference.Tests.Ue", Sip, Engine, Mp, Grpc]),
    ];

    /// <summary>The room that a source stands in: the deepest folder of the table that holds it.</summary>
    public static Room? Of(SourceFile source) => Table
        .Where(room => $"{source.Folder}/".StartsWith($"{room.Folder}/", StringComparison.Ordinal))
        .MaxBy(room => room.Folder.Length);
}

namespace ImsConference.Tests.Load.Media;

/// <summary>One load of <c>imsload media</c>.</summary>
internal sealed record MediaLoad
{
    /// <summary>As the table shows it.</summary>
    public required string Name { get; init; }

    public required int Rooms { get; init; }

    /// <summary>Participants of each.</summary>
    public required int Size { get; init; }

    /// <summary>Of each room; the others send the noise of a quiet place.</summary>
    public required int Talkers { get; init; }

    public required LoadCodec Codec { get; init; }

    public PortKind Ports { get; init; }

    /// <summary>Media threads of the MRFP, and of the reflector; 0: one for each core.</summary>
    public int Workers { get; init; }

    /// <summary>Settings of the MRFP beside the usual ones, <c>Key=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    public int Participants => Rooms * Size;
}

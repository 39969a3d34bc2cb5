namespace ImsConference.Tests.Unit.Mrfp;

/// <summary>What a peer noted of a packet it received.</summary>
public sealed record RtpNote(
    byte PayloadType, ushort Sequence, uint Timestamp, uint Ssrc, bool Marker, int Octets, IReadOnlyList<uint> Contributors)
{
    /// <summary>Content of the header extension; empty when there is none.</summary>
    public byte[] Extension { get; init; } = [];
}

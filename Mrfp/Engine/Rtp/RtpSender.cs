using System.Security.Cryptography;

namespace ImsConference.Engine.Rtp;

/// <summary>One outgoing RTP stream: its sequence and timestamps run on without a break whatever happens upstream (RFC 3550 §5.1).</summary>
/// <remarks>Call <see cref="Send"/> or <see cref="Skip"/> once a tick. The first packet after skipped time bears the marker (RFC 3551 §4.1).</remarks>
/// <param name="ssrc">Own SSRC; <see cref="CreateRandom"/> draws it.</param>
/// <param name="sequence">Of the first packet.</param>
/// <param name="timestamp">Of the first sample.</param>
public sealed class RtpSender(uint ssrc, ushort sequence, uint timestamp)
{
    private bool _startsTalkspurt = true;

    public uint Ssrc { get; private set; } = ssrc;

    /// <summary>Sequence number of the next packet.</summary>
    public ushort Sequence { get; private set; } = sequence;

    /// <summary>Timestamp of the next sample.</summary>
    public uint Timestamp { get; private set; } = timestamp;

    /// <summary>Packets sent under this SSRC, as an SR counts them.</summary>
    public uint Packets { get; private set; }

    /// <summary>Payload octets likewise.</summary>
    public uint Octets { get; private set; }

    /// <summary>All three start values are random, as §5.1 and §8 ask.</summary>
    public static RtpSender CreateRandom()
    {
        Span<uint> values = stackalloc uint[3];
        RandomNumberGenerator.Fill(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values));
        return new RtpSender(values[0], (ushort)values[1], values[2]);
    }

    /// <summary>Writes one packet of media and moves on by its duration.</summary>
    /// <param name="packet">Room for header and payload.</param>
    /// <param name="payloadType">0..127.</param>
    /// <param name="payload">Encoded media.</param>
    /// <param name="units">Its duration in units of the clock rate, for example 160.</param>
    /// <param name="contributors">Who is heard in it (CSRC); those beyond 15 are left out.</param>
    /// <param name="extension">Content of a header extension in the one-byte form (RFC 8285 §4.2), in whole words; empty for none.</param>
    /// <param name="isSpeech">False of comfort noise: the next speech begins a talkspurt (RFC 4867 §4.1).</param>
    /// <returns>Length of the packet.</returns>
    public int Send(Span<byte> packet, byte payloadType, ReadOnlySpan<byte> payload, int units,
        ReadOnlySpan<uint> contributors = default, ReadOnlySpan<byte> extension = default, bool isSpeech = true)
    {
        if (contributors.Length > RtpHeader.MaxContributors) contributors = contributors[..RtpHeader.MaxContributors];
        var length = Write(packet, new RtpFields(_startsTalkspurt && isSpeech, payloadType, Sequence, Timestamp, Ssrc), payload, contributors, extension);
        _startsTalkspurt = !isSpeech;
        Timestamp += (uint)units;
        return length;
    }

    /// <summary>Lets time pass without a packet.</summary>
    public void Skip(int units)
    {
        _startsTalkspurt = true;
        Timestamp += (uint)units;
    }

    /// <summary>Writes a packet that lies beside the media's time, such as a telephone-event; the caller skips the time it takes.</summary>
    /// <param name="packet">Room for header and payload.</param>
    /// <param name="payloadType">0..127.</param>
    /// <param name="payload">The event.</param>
    /// <param name="timestamp">When the event began.</param>
    /// <param name="marker">First packet of the event.</param>
    /// <returns>Length of the packet.</returns>
    public int SendBeside(Span<byte> packet, byte payloadType, ReadOnlySpan<byte> payload, uint timestamp, bool marker) =>
        Write(packet, new RtpFields(marker, payloadType, Sequence, timestamp, Ssrc), payload);

    /// <summary>Takes another SSRC after a collision (§8.2); the counts of the SR start again.</summary>
    public void ChangeSsrc(uint ssrc)
    {
        Ssrc = ssrc;
        Packets = 0;
        Octets = 0;
        _startsTalkspurt = true;
    }

    private int Write(Span<byte> packet, in RtpFields fields, ReadOnlySpan<byte> payload,
        ReadOnlySpan<uint> contributors = default, ReadOnlySpan<byte> extension = default)
    {
        var headerLength = RtpHeader.Write(packet, fields, contributors, RtpHeader.OneByteExtensions, extension);
        payload.CopyTo(packet[headerLength..]);
        Sequence++;
        Packets++;
        Octets += (uint)payload.Length;
        return headerLength + payload.Length;
    }
}

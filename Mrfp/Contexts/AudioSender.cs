using ImsConference.Engine.Rtp;

namespace ImsConference.Mrfp.Contexts;

/// <summary>Encoded frames of 20 ms in, RTP packets of the asked length out; time runs on when nothing is sent.</summary>
internal sealed class AudioSender
{
    private const int SamplesPerMs = MixFormat.SampleRateHz / 1000;
    private const int LongestMs = 240;

    private readonly byte[] _pending = new byte[(LongestMs + 20) * SamplesPerMs];
    private int _pendingBytes;

    public RtpSender Rtp { get; } = RtpSender.CreateRandom();

    public long Packets { get; private set; }

    /// <summary>Payload octets.</summary>
    public long Octets { get; private set; }

    /// <summary>Sends one frame, or keeps it until the packet is full.</summary>
    /// <param name="port">Leaves from here.</param>
    /// <param name="to">The peer.</param>
    /// <param name="settings">Payload type and packet length.</param>
    /// <param name="frame">One octet a sample (G.711).</param>
    /// <param name="contributors">Who is heard in it.</param>
    /// <param name="packet">Working space.</param>
    public void Send(IPacketPort port, in PeerAddress to, AudioSettings settings, ReadOnlySpan<byte> frame,
        ReadOnlySpan<uint> contributors, Span<byte> packet)
    {
        var size = settings.PtimeMs * SamplesPerMs;
        if (_pendingBytes == 0 && size == frame.Length)
        {
            SendPacket(port, to, settings, frame, contributors, packet);
            return;
        }

        frame.CopyTo(_pending.AsSpan(_pendingBytes));
        _pendingBytes += frame.Length;
        var sent = 0;
        for (; _pendingBytes - sent >= size; sent += size)
            SendPacket(port, to, settings, _pending.AsSpan(sent, size), contributors, packet);

        _pending.AsSpan(sent, _pendingBytes - sent).CopyTo(_pending);
        _pendingBytes -= sent;
    }

    /// <summary>Lets time pass without sending; what was kept is dropped.</summary>
    public void Skip(int samples)
    {
        if (samples + _pendingBytes == 0) return;
        Rtp.Skip(_pendingBytes + samples);
        _pendingBytes = 0;
    }

    private void SendPacket(IPacketPort port, in PeerAddress to, AudioSettings settings, ReadOnlySpan<byte> payload,
        ReadOnlySpan<uint> contributors, Span<byte> packet)
    {
        var length = Rtp.Send(packet, settings.SendPayloadType!.Value, payload, payload.Length, contributors);
        port.TrySend(packet[..length], to);
        Packets++;
        Octets += payload.Length;
    }
}

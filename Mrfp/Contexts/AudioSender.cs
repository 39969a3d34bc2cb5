using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;

namespace ImsConference.Mrfp.Contexts;

/// <summary>Coded frames of 20 ms in, RTP packets of the asked length out; time runs on when nothing is sent.</summary>
internal sealed class AudioSender
{
    private AudioFormat? _format;
    private PacketFill? _fill; // where a packet is not a frame
    private byte _payloadType;
    private byte _levelsId;

    public RtpSender Rtp { get; } = RtpSender.CreateRandom();

    public long Packets { get; private set; }

    /// <summary>Payload octets.</summary>
    public long Octets { get; private set; }

    private int FrameUnits => _format?.FrameTicks ?? AudioFormat.Pcmu.FrameTicks;

    /// <summary>Takes over what was commanded; what was kept of a packet is dropped where its form changes. Allocates.</summary>
    public void Apply(AudioSettings settings)
    {
        var format = settings.SendFormat;
        var fill = format is null ? null : PacketFill.For(format, settings.PtimeMs, _fill);
        if (fill != _fill) Skip(0);
        _format = format;
        _fill = fill;
        _payloadType = settings.SendPayloadType;
        _levelsId = settings.MixerLevelsId;
    }

    /// <summary>Sends one frame, or keeps it until the packet is full.</summary>
    /// <param name="port">Leaves from here.</param>
    /// <param name="to">The peer.</param>
    /// <param name="coded">As the encoder gave it; empty when there is nothing to send (DTX).</param>
    /// <param name="contributors">Who is heard in it.</param>
    /// <param name="scratch">Working space.</param>
    public void Send(IPacketPort port, in PeerAddress to, ReadOnlySpan<byte> coded, ContributorList contributors, MixScratch scratch)
    {
        if (_fill is null)
        {
            SendFrame(port, to, coded, contributors, scratch);
            return;
        }

        _fill.Add(coded);
        while (_fill.IsFull)
        {
            var isSpeech = _fill.BeginsWithSpeech;
            var length = _fill.Take(scratch.Payload, out var units);
            if (length == 0) Rtp.Skip(units);
            else SendPacket(port, to, scratch.Payload.AsSpan(0, length), units, isSpeech, contributors, scratch);
        }
    }

    /// <summary>Lets time pass without sending; what was kept is dropped.</summary>
    public void Skip(int frames)
    {
        var units = frames * FrameUnits + (_fill?.Drop() ?? 0);
        if (units > 0) Rtp.Skip(units);
    }

    private void SendFrame(IPacketPort port, in PeerAddress to, ReadOnlySpan<byte> coded, ContributorList contributors, MixScratch scratch)
    {
        if (coded.IsEmpty)
        {
            Skip(1);
            return;
        }

        var payload = coded;
        if (_format!.Amr is not null)
        {
            var length = PayloadPacker.Pack(_format, coded, [coded.Length], scratch.Payload, out _);
            payload = scratch.Payload.AsSpan(0, length);
        }

        SendPacket(port, to, payload, FrameUnits, !PayloadPacker.IsComfortNoise(_format, coded), contributors, scratch);
    }

    private void SendPacket(IPacketPort port, in PeerAddress to, ReadOnlySpan<byte> payload, int units, bool isSpeech,
        ContributorList contributors, MixScratch scratch)
    {
        Span<byte> extension = stackalloc byte[MixerLevels.MostBytes];
        extension = _levelsId == 0 ? default : extension[..MixerLevels.Write(extension, _levelsId, contributors.Levels)];
        var length = Rtp.Send(scratch.Packet, _payloadType, payload, units, contributors.Ssrcs, extension, isSpeech);
        port.TrySend(scratch.Packet.AsSpan(0, length), to);
        Packets++;
        Octets += payload.Length;
    }
}

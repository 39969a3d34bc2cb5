namespace ImsConference.Engine.Rtp;

/// <summary>Sends one telephone-event after another: an update a tick, then the end three times (RFC 4733 §2.5.1).</summary>
/// <param name="sender">The stream it goes with; its media pauses meanwhile.</param>
public sealed class TelephoneEventSender(RtpSender sender)
{
    private const int EndPackets = 3;
    private const byte DefaultVolume = 10;

    private byte _code;
    private uint _timestamp;
    private int _length;
    private int _sent;
    private int _endsLeft;

    /// <summary>True until the last end packet is out: call <see cref="Send"/> on each tick instead of sending media.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Begins an event now.</summary>
    /// <param name="code">As in <see cref="TelephoneEvent.Code"/>.</param>
    /// <param name="units">Its length in units of the clock rate, at most 65535.</param>
    public void Start(byte code, int units)
    {
        IsActive = true;
        _code = code;
        _length = Math.Clamp(units, 1, ushort.MaxValue);
        _timestamp = sender.Timestamp;
        _sent = 0;
        _endsLeft = EndPackets;
    }

    /// <summary>Writes this tick's packet and lets the media's time pass.</summary>
    /// <param name="packet">At least 16 bytes.</param>
    /// <param name="payloadType">Of telephone-event, as the peer's SDP says.</param>
    /// <param name="units">Length of a tick.</param>
    /// <returns>Length of the packet.</returns>
    public int Send(Span<byte> packet, byte payloadType, int units)
    {
        var isFirst = _sent == 0;
        _sent = Math.Min(_length, _sent + units);
        var isEnd = _sent == _length;
        Span<byte> payload = stackalloc byte[TelephoneEvent.Size];
        new TelephoneEvent(_code, isEnd, DefaultVolume, (ushort)_sent).Write(payload);

        if (isEnd) _endsLeft--;
        IsActive = _endsLeft > 0;
        var length = sender.SendBeside(packet, payloadType, payload, _timestamp, isFirst);
        sender.Skip(units);
        return length;
    }
}

using System.Buffers.Binary;

namespace ImsConference.Engine.Rtp;

/// <summary>SRTP and SRTCP of one direction under one master key (RFC 3711). Belongs to one thread at a time; allocates when it is made only.</summary>
/// <remarks>Roll-over counter and replay list live in here: keep it while the key stays.</remarks>
public sealed unsafe class SrtpSession : IDisposable
{
    /// <summary>By so much a packet may grow: tag and SRTCP index (RFC 3711 §3.4, RFC 7714 §9).</summary>
    public const int MostTrailerBytes = 20;

    private const int RtpSsrcOffset = 8; // RFC 3550 §5.1
    private const int RtcpSsrcOffset = 4; // RFC 3550 §6.4.1
    private const int ReplayWindow = 1024; // packets; RFC 3711 §3.3.2 asks for 64 at least

    private const int MostSources = 8; // the library keeps state for each SSRC: a peer may change it, but not fill our memory

    private readonly SrtpHandle _session;
    private readonly uint[] _sources = new uint[MostSources];
    private uint _source;
    private int _sourceCount;

    private SrtpSession(SrtpHandle session) => _session = session;

    /// <summary>Packets dropped because their tag was not of our key.</summary>
    public long ForgedPackets { get; private set; }

    /// <summary>Packets dropped because they were here before.</summary>
    public long ReplayedPackets { get; private set; }

    /// <summary>Whether the library was built with a suite.</summary>
    internal static bool Offers(SrtpSuite suite)
    {
        var policy = new SrtpNative.Policy { SsrcType = SrtpNative.AnyInbound, WindowSize = ReplayWindow };
        SetCiphers(suite, ref policy);
        var key = stackalloc byte[suite.KeyBytes()];
        policy.Key = key;
        return SrtpNative.Create(out var session, policy) == SrtpNative.Ok && SrtpNative.Deallocate(session) == SrtpNative.Ok;
    }

    /// <summary>For packets that we send.</summary>
    /// <inheritdoc cref="Open" path="/param|/exception"/>
    public static SrtpSession ForSending(SrtpSuite suite, ReadOnlySpan<byte> key) => Open(suite, key, SrtpNative.AnyOutbound);

    /// <summary>For packets that we receive.</summary>
    /// <inheritdoc cref="Open" path="/param|/exception"/>
    public static SrtpSession ForReceiving(SrtpSuite suite, ReadOnlySpan<byte> key) => Open(suite, key, SrtpNative.AnyInbound);

    /// <summary>Encrypts and signs an RTP packet in place.</summary>
    /// <param name="packet">The packet, and room for <see cref="MostTrailerBytes"/> behind it.</param>
    /// <param name="length">Of the packet, before and after.</param>
    /// <returns>False when it must not be sent: the key has served for all the packets it may (RFC 3711 §9.2).</returns>
    public bool TryProtect(Span<byte> packet, ref int length)
    {
        CheckRoom(packet, length);
        fixed (byte* first = packet)
        fixed (int* size = &length)
            return SrtpNative.Protect(_session, first, size) == SrtpNative.Ok;
    }

    /// <summary>The same for an RTCP compound.</summary>
    /// <inheritdoc cref="TryProtect"/>
    public bool TryProtectRtcp(Span<byte> packet, ref int length)
    {
        CheckRoom(packet, length);
        fixed (byte* first = packet)
        fixed (int* size = &length)
            return SrtpNative.ProtectRtcp(_session, first, size) == SrtpNative.Ok;
    }

    /// <summary>Checks and decrypts an RTP packet in place.</summary>
    /// <param name="packet">As received.</param>
    /// <param name="length">Of the packet in the clear.</param>
    public SrtpVerdict Unprotect(Span<byte> packet, out int length)
    {
        length = packet.Length;
        fixed (byte* first = packet)
        fixed (int* size = &length)
            return Judge(SrtpNative.Unprotect(_session, first, size), packet, RtpSsrcOffset);
    }

    /// <summary>The same for an RTCP compound.</summary>
    /// <inheritdoc cref="Unprotect"/>
    public SrtpVerdict UnprotectRtcp(Span<byte> packet, out int length)
    {
        length = packet.Length;
        fixed (byte* first = packet)
        fixed (int* size = &length)
            return Judge(SrtpNative.UnprotectRtcp(_session, first, size), packet, RtcpSsrcOffset);
    }

    public void Dispose() => _session.Dispose();

    /// <param name="suite">Cipher and tag.</param>
    /// <param name="key">Master key and salt, <see cref="SrtpSuites.KeyBytes"/>.</param>
    /// <param name="direction">srtp_ssrc_type_t: whatever SSRC comes or goes.</param>
    /// <exception cref="ArgumentException">The key is of another length.</exception>
    /// <exception cref="NotSupportedException">libsrtp2 is missing, or was built without this suite.</exception>
    private static SrtpSession Open(SrtpSuite suite, ReadOnlySpan<byte> key, int direction)
    {
        if (key.Length != suite.KeyBytes()) throw new ArgumentException($"{suite.NameOf()} has a key of {suite.KeyBytes()} bytes, not {key.Length}", nameof(key));
        if (!SrtpLibrary.IsAvailable) throw new NotSupportedException(SrtpLibrary.WhyUnavailable);

        var policy = new SrtpNative.Policy { SsrcType = direction, WindowSize = ReplayWindow };
        SetCiphers(suite, ref policy);
        fixed (byte* first = key)
        {
            policy.Key = first;
            var status = SrtpNative.Create(out var session, policy);
            return status == SrtpNative.Ok
                ? new SrtpSession(new SrtpHandle(session))
                : throw new NotSupportedException($"{SrtpNative.Library} does not offer {suite.NameOf()}: error {status}");
        }
    }

    private static void SetCiphers(SrtpSuite suite, ref SrtpNative.Policy policy)
    {
        switch (suite)
        {
            case SrtpSuite.AeadAes128Gcm:
                SrtpNative.SetGcm128(ref policy.Rtp);
                SrtpNative.SetGcm128(ref policy.Rtcp);
                break;
            case SrtpSuite.AesCm128HmacSha1Tag32:
                SrtpNative.SetTag32(ref policy.Rtp);
                SrtpNative.SetTag80(ref policy.Rtcp); // RFC 4568 §6.2.2
                break;
            default:
                SrtpNative.SetTag80(ref policy.Rtp);
                SrtpNative.SetTag80(ref policy.Rtcp);
                break;
        }
    }

    private static void CheckRoom(Span<byte> packet, int length) =>
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length + MostTrailerBytes, packet.Length, nameof(length));

    private SrtpVerdict Judge(int status, ReadOnlySpan<byte> packet, int ssrcOffset)
    {
        switch (status)
        {
            case SrtpNative.Ok:
                NoteSource(BinaryPrimitives.ReadUInt32BigEndian(packet[ssrcOffset..]));
                return SrtpVerdict.Genuine;
            case SrtpNative.ReplayFail or SrtpNative.ReplayOld:
                ReplayedPackets++;
                return SrtpVerdict.Replayed;
            default:
                ForgedPackets++;
                return SrtpVerdict.Forged;
        }
    }

    // The oldest of too many sources is forgotten, its replay list with it.
    private void NoteSource(uint ssrc)
    {
        if (ssrc == _source && _sourceCount > 0) return;
        _source = ssrc;
        if (_sources.AsSpan(0, Math.Min(_sourceCount, MostSources)).Contains(ssrc)) return;

        ref var place = ref _sources[_sourceCount % MostSources];
        if (_sourceCount >= MostSources) _ = SrtpNative.RemoveStream(_session, BinaryPrimitives.ReverseEndianness(place));
        place = ssrc;
        _sourceCount++;
    }
}

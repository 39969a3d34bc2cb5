using System.Buffers.Binary;
using ImsConference.Engine.Codecs;

namespace ImsConference.Tests.Unit.Engine;

/// <summary>A codec that costs nothing: a payload of four bytes names its frame of a steady tone.</summary>
internal sealed class ToneDecoder : IAudioDecoder
{
    public const double Hz = 440; // whole periods in five frames

    private const int Round = 5;

    private readonly AudioFormat _format;
    private readonly short[] _tone;
    private readonly PacketLossConcealment _concealment;

    public ToneDecoder(AudioFormat format)
    {
        _format = format;
        _concealment = new PacketLossConcealment(format.SampleRateHz);
        _tone = [.. Enumerable.Range(0, Round * format.FrameSamples).Select(i => (short)Math.Round(8000 * Math.Sin(2 * Math.PI * Hz * i / format.SampleRateHz)))];
    }

    public int SampleRateHz => _format.SampleRateHz;

    public bool IsFaded => _concealment.IsFaded;

    public bool IsNoisy => false;

    public int Measure(ReadOnlySpan<byte> payload) => payload.Length == sizeof(int) ? _format.FrameTicks : 0;

    public bool IsSilence(ReadOnlySpan<byte> payload) => false;

    public bool IsNoise(ReadOnlySpan<byte> payload) => false;

    public bool TryReadModeRequest(ReadOnlySpan<byte> payload, out int mode)
    {
        mode = AmrMode.NoRequest;
        return false;
    }

    public int Decode(ReadOnlySpan<byte> payload, Span<short> pcm)
    {
        pcm = pcm[.._format.FrameSamples];
        _tone.AsSpan(BinaryPrimitives.ReadInt32BigEndian(payload) % Round * pcm.Length, pcm.Length).CopyTo(pcm);
        _concealment.Good(pcm);
        return pcm.Length;
    }

    public void Conceal(Span<short> pcm, ReadOnlySpan<byte> next) => _concealment.Conceal(pcm);

    public void Silence(Span<short> pcm) => _concealment.Silence(pcm);

    public void Splice() => _concealment.Splice();

    public void Reset() => _concealment.Reset();

    public void Dispose()
    {
    }
}

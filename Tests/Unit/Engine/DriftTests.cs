using System.Buffers.Binary;
using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

/// <summary>An hour with a sender whose clock is wrong, and who never pauses: 720 ms to be made up for.</summary>
/// <remarks>
/// An hour of frames takes the real decoders minutes, and they have no part in it: what differs between codecs is how the clock of the timestamps, the units
/// of the buffer and the samples relate, and there are three ways: samples faster than the clock (G.722), as fast (AMR, AMR-WB, Opus at its full band),
/// and slower (Opus at less). So a codec that costs nothing runs at the clocks of each; <see cref="CodecReceiveTests"/> drifts for some minutes with
/// every real one, and <see cref="JitterBufferTests"/> for an hour with G.711.
/// </remarks>
public sealed class DriftTests
{
    private const int Hour = 3600 * 50; // frames
    private const int SoftSeam = 3000; // of a full swing of 16 000

    [Test]
    public void An_hour_of_drift_neither_starves_nor_overflows(
        [Values("G722/8000", "AMR-WB/16000", "opus/48000 maxplaybackrate=16000")] string map, [Values(-200, 200)] int ppm)
    {
        var format = Format(map);
        using var receiver = new AudioReceiver(it => new ToneDecoder(it), new JitterOptions());
        receiver.Negotiate(new PayloadMap([(CodecTone.PayloadType, PayloadMeaning.Of(format))]));
        var frame = new short[format.FrameSamples];
        var packet = new byte[RtpHeader.FixedSize + sizeof(int)];
        var (sent, mostBuffered, loudest) = (0, 0, 0f);
        var heard = new short[2 + frame.Length]; // the end of the frame before, then this one
        for (var tick = 0; tick < Hour; tick++)
        {
            var nowMs = 7.3 + 20.0 * tick;
            for (; (sent + 1) * 20 / (1 + ppm * 1e-6) + 5 <= nowMs; sent++) Send(receiver, packet, sent, format, nowMs);
            receiver.Pull(frame);
            mostBuffered = Math.Max(mostBuffered, receiver.BufferedMs);
            heard.AsSpan(frame.Length).CopyTo(heard);
            frame.CopyTo(heard, 2);
            if (tick > 50) loudest = Math.Max(loudest, LoudestClick(heard, format.SampleRateHz));
        }

        Assert.Multiple(() =>
        {
            Assert.That(receiver.FramesConcealed, Is.LessThanOrEqualTo(MostConcealed));
            Assert.That(receiver.PacketsLate + receiver.PacketsDiscarded, Is.LessThanOrEqualTo(MostConcealed));
            Assert.That(mostBuffered, Is.LessThanOrEqualTo(60), "ms");
            Assert.That(loudest, Is.LessThan(SoftSeam));
            Assert.That(receiver.FramesDecoded, Is.EqualTo(sent).Within(MostConcealed + 4), "nothing is thrown away");
        });
    }

    private const int MostConcealed = 2; // the first slip only

    private static AudioFormat Format(string map)
    {
        var (encoding, rest) = (map.Split('/')[0], map.Split('/')[1].Split(' '));
        return CodecTone.Format(encoding, int.Parse(rest[0], System.Globalization.CultureInfo.InvariantCulture), encoding == "opus" ? 2 : 1, rest.Length > 1 ? rest[1] : "");
    }

    private static void Send(AudioReceiver receiver, byte[] packet, int number, AudioFormat format, double nowMs)
    {
        RtpHeader.Write(packet, new RtpFields(number == 0, CodecTone.PayloadType, (ushort)number, (uint)number * (uint)format.FrameTicks, 1), default);
        BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(RtpHeader.FixedSize), number);
        if (RtpHeader.TryParse(packet, out var header, out var payload)) receiver.Receive(header, payload, (long)(nowMs * 1000));
    }

    // What is left when the tone is annihilated, at the scale of 8 kHz.
    private static float LoudestClick(ReadOnlySpan<short> heard, int rateHz)
    {
        var every = rateHz / 8000;
        var twiceCos = 2 * MathF.Cos(2 * MathF.PI * (float)ToneDecoder.Hz / rateHz);
        var loudest = 0f;
        for (var i = 2; i < heard.Length; i++) loudest = MathF.Max(loudest, MathF.Abs(heard[i] - twiceCos * heard[i - 1] + heard[i - 2]));
        return loudest * every;
    }
}

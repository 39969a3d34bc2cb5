using ImsConference.Engine.Codecs;
using ImsConference.Tests.Ue.Sounds;

namespace ImsConference.Tests.Unit.Ue;

/// <summary>Pieces of audio to judge.</summary>
internal static class Sound
{
    /// <summary>Two seconds of the sounds together.</summary>
    internal static short[] Of(params ISound[] sounds)
    {
        var sum = new int[2 * Pcm.RateHz];
        var one = new short[sum.Length];
        foreach (var sound in sounds)
        {
            sound.Read(one);
            for (var i = 0; i < sum.Length; i++) sum[i] += one[i];
        }

        return [.. sum.Select(s => (short)Math.Clamp(s, short.MinValue, short.MaxValue))];
    }

    /// <summary>As a mixer passes it on: coded by the talker, and once more by the mixer.</summary>
    internal static short[] ThroughG711(short[] samples)
    {
        var code = new byte[samples.Length];
        var heard = new short[samples.Length];
        G711.Encode(G711Law.A, samples, code);
        G711.Decode(G711Law.A, code, heard);
        G711.Encode(G711Law.Mu, heard, code);
        G711.Decode(G711Law.Mu, code, heard);
        return heard;
    }
}

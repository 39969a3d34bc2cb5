namespace ImsConference.Engine.Codecs;

/// <summary>Decodes one source. Never throws on what a peer sends, and allocates nothing after its construction.</summary>
/// <remarks>
/// Every sample of the source's time passes through <see cref="Decode"/>, <see cref="Conceal"/> or <see cref="Silence"/>, in order; seams
/// between them are smoothed. Spans of PCM may have any length.
/// </remarks>
public interface IAudioDecoder : IDisposable
{
    /// <summary>Of the PCM that comes out.</summary>
    int SampleRateHz { get; }

    /// <summary>True after concealment has come down to zeros.</summary>
    bool IsFaded { get; }

    /// <summary>True while <see cref="Silence"/> makes comfort noise: the source's encoder has said how its silence sounds.</summary>
    bool IsNoisy { get; }

    /// <summary>Duration of a payload in RTP clock units; 0 when it is malformed or longer than <see cref="AudioFormat.LongestPacketMs"/>. Changes nothing.</summary>
    int Measure(ReadOnlySpan<byte> payload);

    /// <summary>Whether a payload of a duration says that nobody speaks (comfort noise, no data, voice flags unset), so that <see cref="Silence"/>
    /// serves in its place. Asked when its turn to be decoded has come. Changes nothing.</summary>
    bool IsSilence(ReadOnlySpan<byte> payload);

    /// <summary>Whether a payload that is silence is to be decoded all the same where it is heard: the codec makes comfort noise of it. Changes nothing.</summary>
    bool IsNoise(ReadOnlySpan<byte> payload);

    /// <summary>The mode that the peer asks us to send in (CMR, RFC 4867 §4.3.1). Changes nothing.</summary>
    /// <param name="payload">One that <see cref="Measure"/> found good.</param>
    /// <param name="mode">Its number, or <see cref="AmrMode.NoRequest"/>: no preference, which overrides what was asked for before.</param>
    /// <returns>False for a value that is reserved and must be ignored; always for other codecs than AMR and AMR-WB.</returns>
    bool TryReadModeRequest(ReadOnlySpan<byte> payload, out int mode);

    /// <summary>Decodes a whole payload.</summary>
    /// <param name="payload">One that <see cref="Measure"/> found good.</param>
    /// <param name="pcm">Room for its duration, at <see cref="SampleRateHz"/>.</param>
    /// <returns>Samples written: its duration.</returns>
    int Decode(ReadOnlySpan<byte> payload, Span<short> pcm);

    /// <summary>Makes up samples that were lost.</summary>
    /// <param name="pcm">Filled.</param>
    /// <param name="next">The payload whose time begins right behind <paramref name="pcm"/>, when it is here already: Opus may carry a
    /// copy of the lost speech in it. Otherwise empty.</param>
    void Conceal(Span<short> pcm, ReadOnlySpan<byte> next);

    /// <summary>Makes samples of a time in which the source said that it is silent: comfort noise while <see cref="IsNoisy"/>, else what was heard
    /// before fades out, then zeros.</summary>
    void Silence(Span<short> pcm);

    /// <summary>Announces that the next samples do not follow the last ones, though no time was lost.</summary>
    void Splice();

    /// <summary>Forgets everything: a new source, or decoding was left out for a while.</summary>
    void Reset();
}

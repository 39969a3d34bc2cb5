using ImsConference.Engine.Mixing;
using ImsConference.Mrfp.Playback;

namespace ImsConference.Mrfp.Contexts;

/// <summary>Carries what one participant says to a file, at the file's sample rate, whether others hear it or not.</summary>
/// <param name="recording">Whose file it is.</param>
/// <param name="termination">Who speaks.</param>
/// <param name="recorder">Writes the file.</param>
/// <param name="beginsAtMs">Of the recording's time.</param>
internal sealed class StreamTap(Recording recording, Termination termination, Recorder recorder, int beginsAtMs)
{
    private readonly RateBridge?[] _bridges = new RateBridge?[MixRates.Count]; // by the rate spoken at; none for the file's own
    private readonly int _rate = MixRates.IndexOf(recorder.SampleRateHz);
    private long _tick;

    public Termination Termination => termination;

    public Recorder Recorder => recorder;

    /// <summary>Makes what is needed for the rates that may be spoken at. Allocates: for commands.</summary>
    public void Prepare()
    {
        for (var from = 0; from < MixRates.Count; from++)
            if (from != _rate && (termination.Audio.Voice.SpokenRates & 1 << from) != 0) _bridges[from] ??= new RateBridge(from, _rate);
    }

    /// <summary>Takes one frame.</summary>
    /// <param name="frame">As it was decoded; empty for silence.</param>
    /// <param name="rate">Of the frame, by index.</param>
    /// <param name="scratch">Working space.</param>
    public void Write(ReadOnlySpan<short> frame, int rate, MixScratch scratch)
    {
        if (recording.IsPaused || recorder.IsEnded) return;
        _tick++;
        if (rate == _rate && !frame.IsEmpty)
            recorder.Write(frame);
        else
            recorder.Write(Carry(frame, rate, scratch));
    }

    public RecordedFile Capture() => RecordedFile.Of(recorder, termination.Id, beginsAtMs);

    private Span<short> Carry(ReadOnlySpan<short> frame, int rate, MixScratch scratch)
    {
        var heard = scratch.Heard(_rate);
        if (_bridges[rate] is { } bridge && bridge.Carry(frame, _tick, scratch) is { IsEmpty: false } carried) MixKernel.Saturate(carried, heard);
        else heard.Clear();
        return heard;
    }
}

using System.Threading.Channels;
using ImsConference.Engine.Rtp;
using ImsConference.Mrfp.Contexts;
using ImsConference.Protos.Mp;

namespace ImsConference.Mrfp.Control;

/// <summary>Carries what happens on the media threads to the owners, so that no tick waits for a subscriber.</summary>
public sealed class MediaEventPump : BackgroundService
{
    private const byte FlashCode = 16; // RFC 4733 §7, RFC 2833 §3.10: hook flash

    private readonly Channel<MediaEvent> _queue = Channel.CreateBounded<MediaEvent>(
        new BoundedChannelOptions(8192) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly EventHub _hub;
    private readonly ILogger<MediaEventPump> _log;

    public MediaEventPump(MediaNode node, EventHub hub, ILogger<MediaEventPump> log)
    {
        _hub = hub;
        _log = log;
        node.Happened = happened => _queue.Writer.TryWrite(happened);
    }

    /// <summary>The contract's event of what happened on a media thread.</summary>
    /// <returns>Null for a telephone-event that is neither digit nor flash.</returns>
    internal static Event? Translate(MediaEvent happened)
    {
        var translated = new Event
        {
            ContextId = happened.ContextId,
            TerminationId = happened.TerminationId,
            StreamId = (uint)happened.StreamId,
        };
        switch (happened.Kind)
        {
            case MediaEventKind.RtpTimeout:
                translated.RtpTimeout = new RtpTimeout { SilentMs = (uint)happened.DurationMs };
                break;
            case MediaEventKind.RtpResumed:
                translated.RtpResumed = new RtpResumed();
                break;
            case MediaEventKind.Latched:
                translated.Latched = new Latched { Source = MpWriter.Endpoint(happened.Source, default) };
                break;
            case MediaEventKind.SourceChanged:
                translated.SourceChanged = new SourceChanged { Ssrc = happened.Ssrc };
                break;
            case MediaEventKind.ActiveSpeakers:
                translated.ActiveSpeakers = MpWriter.Speakers(happened.Speakers!);
                break;
            case MediaEventKind.PlaybackEnded:
                translated.PlaybackEnded = MpWriter.PlaybackEnded(happened.Ended!);
                break;
            case MediaEventKind.DigitsCollected:
                translated.DigitsCollected = MpWriter.DigitsCollected(happened.Ended!);
                break;
            default:
                if (DigitOf(happened.Code) is not { } digit) return null;
                translated.Dtmf = new Dtmf { Digit = digit, DurationMs = (uint)happened.DurationMs };
                break;
        }

        return translated;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var happened in _queue.Reader.ReadAllAsync(stoppingToken))
        {
            if (Translate(happened) is not { } translated) continue;
            _hub.Publish(happened.Owner, translated);
            _log.Log(
                happened.Kind is MediaEventKind.Latched or MediaEventKind.SourceChanged or MediaEventKind.ActiveSpeakers ? LogLevel.Debug : LogLevel.Information,
                "{Kind}: context={Context} termination={Termination} {Detail}",
                happened.Kind, happened.ContextId, happened.TerminationId, Detail(happened));
        }
    }

    private static string? DigitOf(byte code) =>
        code == FlashCode ? "flash" : TelephoneEvent.TryGetDigit(code, out var digit) ? digit.ToString() : null;

    // A digit may be part of a PIN: its length is enough for the log.
    private static string Detail(MediaEvent happened) => happened.Kind switch
    {
        MediaEventKind.Latched => $"source={happened.Source}",
        MediaEventKind.SourceChanged => $"ssrc={happened.Ssrc}",
        MediaEventKind.ActiveSpeakers => $"speakers={happened.Speakers!.Count}",
        MediaEventKind.PlaybackEnded or MediaEventKind.DigitsCollected => $"{happened.Ended}",
        MediaEventKind.RtpTimeout or MediaEventKind.Dtmf => $"ms={happened.DurationMs}",
        _ => "",
    };
}

using System.Net;

namespace Grpc.Net.Client;

/// <summary>A request body that is written while the response is already being read.</summary>
internal sealed class StreamedContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits for the HTTP/2 stream, then writes. One at a time.</summary>
    /// <param name="frame">One message with its prefix.</param>
    /// <param name="isMoreToCome">True: need not leave at once.</param>
    /// <param name="stop">Cancelled when the call ends.</param>
    public async Task WriteAsync(ReadOnlyMemory<byte> frame, bool isMoreToCome, CancellationToken stop)
    {
        var stream = await _stream.Task.WaitAsync(stop).ConfigureAwait(false);
        await stream.WriteAsync(frame, stop).ConfigureAwait(false);
        if (!isMoreToCome) await stream.FlushAsync(stop).ConfigureAwait(false);
    }

    /// <summary>Ends the body (half-close), now or as soon as it begins. May be repeated.</summary>
    public void Complete() => _complete.TrySetResult();

    /// <summary>Ends the body with a reset of the stream, so that the server cannot take what it has for all.</summary>
    public void Abort() => _complete.TrySetCanceled();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        _stream.TrySetResult(stream);
        return _complete.Task;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}

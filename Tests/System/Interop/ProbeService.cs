using System.Threading.Channels;
using Grpc.Core;

namespace ImsConference.Tests.EndToEnd.Interop;

/// <summary>The probe service on our runtime.</summary>
public sealed class ProbeService(ProbeService.Cancellations cancelled) : Probe.ProbeBase
{
    public override async Task<Note> Echo(Note request, ServerCallContext context)
    {
        await GiveMetadataBackAsync(context);
        await ObeyAsync(request, context);
        return request;
    }

    public override async Task<Note> Gather(IAsyncStreamReader<Note> requestStream, ServerCallContext context)
    {
        var texts = new List<string>();
        await foreach (var note in requestStream.ReadAllAsync())
        {
            await ObeyAsync(note, context);
            texts.Add(note.Text);
        }

        return new Note { Text = string.Join(',', texts) };
    }

    public override async Task Scatter(Note request, IServerStreamWriter<Note> responseStream, ServerCallContext context)
    {
        for (var i = 1; i <= request.Count; i++)
            await responseStream.WriteAsync(new Note { Text = request.Text, Payload = request.Payload, Count = i });
        await ObeyAsync(request, context);
    }

    public override async Task Converse(
        IAsyncStreamReader<Note> requestStream, IServerStreamWriter<Note> responseStream, ServerCallContext context)
    {
        await foreach (var note in requestStream.ReadAllAsync())
        {
            // A note that hangs is answered first, so that its sender knows that the handler does.
            await responseStream.WriteAsync(new Note { Text = note.Text.ToUpperInvariant() });
            await ObeyAsync(note, context);
        }
    }

    public override async Task<Note> AwaitCancelled(Note request, ServerCallContext context) =>
        new() { Text = await cancelled.Names.Reader.ReadAsync(context.CancellationToken) };

    private static Task GiveMetadataBackAsync(ServerCallContext context)
    {
        var sent = context.RequestHeaders.Where(e => e.Key.StartsWith("probe-", StringComparison.Ordinal)).ToArray();
        foreach (var entry in sent.Where(e => e.IsBinary)) context.ResponseTrailers.Add(entry);
        var headers = new Metadata();
        foreach (var entry in sent.Where(e => !e.IsBinary)) headers.Add(entry);
        return headers.Count == 0 ? Task.CompletedTask : context.WriteResponseHeadersAsync(headers);
    }

    private async Task ObeyAsync(Note note, ServerCallContext context)
    {
        if (note.FailWith != 0) throw new RpcException(new Status((StatusCode)note.FailWith, note.Text));
        if (note.Crash) throw new InvalidDataException("nobody expects this: secret");
        if (!note.Hang) return;
        try
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
        finally
        {
            cancelled.Names.Writer.TryWrite(context.Method.Split('/')[^1]);
        }
    }

    /// <summary>Names of the methods whose hanging calls were cancelled.</summary>
    public sealed class Cancellations
    {
        public Channel<string> Names { get; } = Channel.CreateUnbounded<string>();
    }
}

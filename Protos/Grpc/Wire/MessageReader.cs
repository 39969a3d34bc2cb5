using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Takes length-prefixed messages from one direction of an HTTP/2 stream. One read at a time.</summary>
/// <param name="body">The octets of the stream.</param>
/// <param name="encoding">The peer's <c>grpc-encoding</c>; null when it sent none.</param>
/// <param name="maxSize">Bytes of one message; null: no limit.</param>
internal sealed class MessageReader(PipeReader body, string? encoding, int? maxSize)
{
    /// <summary>One octet compressed-flag and four of length.</summary>
    public const int PrefixLength = 5;

    /// <summary>Waits for the next message.</summary>
    /// <returns>Null at the end of the stream.</returns>
    /// <exception cref="RpcException">ResourceExhausted: too large. Internal: cut short, or the marshaller cannot read it.</exception>
    public async ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken stop)
        where T : class
    {
        while (true)
        {
            var read = await body.ReadAsync(stop).ConfigureAwait(false);
            if (TryTake(read.Buffer, out var isCompressed, out var payload))
            {
                var message = Deserialize(marshaller, isCompressed, payload);
                body.AdvanceTo(payload.End);
                return message;
            }

            var isEmpty = read.Buffer.IsEmpty;
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (!read.IsCompleted) continue;
            return isEmpty ? null : throw Rpc.Error(StatusCode.Internal, "The stream ended inside a message.");
        }
    }

    /// <summary>Gives the buffers back. Nothing is read afterwards.</summary>
    public ValueTask CompleteAsync() => body.CompleteAsync();

    /// <returns>False while the message is not there as a whole.</returns>
    /// <exception cref="RpcException">The prefix cannot be, or announces more than allowed.</exception>
    private bool TryTake(in ReadOnlySequence<byte> buffer, out bool isCompressed, out ReadOnlySequence<byte> payload)
    {
        isCompressed = false;
        payload = default;
        if (buffer.Length < PrefixLength) return false;

        Span<byte> prefix = stackalloc byte[PrefixLength];
        buffer.Slice(0, PrefixLength).CopyTo(prefix);
        if (prefix[0] > 1) throw Rpc.Error(StatusCode.Internal, $"A message starts with {prefix[0]} instead of a compressed-flag.");
        isCompressed = prefix[0] == 1;
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (length > (uint)(maxSize ?? int.MaxValue)) throw Rpc.TooLarge("received", length, maxSize);
        if (buffer.Length - PrefixLength < length) return false;

        payload = buffer.Slice(PrefixLength, length);
        return true;
    }

    private T Deserialize<T>(Marshaller<T> marshaller, bool isCompressed, in ReadOnlySequence<byte> payload)
    {
        var plain = isCompressed ? new ReadOnlySequence<byte>(MessageEncoding.Decompress(payload, encoding, maxSize)) : payload;
        try
        {
            return marshaller.ContextualDeserializer(new Payload(plain));
        }
        catch (Exception e) when (e is not RpcException)   // a marshaller may throw anything; it means that the peer's bytes are no such message
        {
            throw Rpc.Error(StatusCode.Internal, "A message cannot be parsed.", e);
        }
    }

    private sealed class Payload(ReadOnlySequence<byte> bytes) : DeserializationContext
    {
        public override int PayloadLength => (int)bytes.Length;

        public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => bytes;
    }
}

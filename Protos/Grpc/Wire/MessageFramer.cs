using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Makes length-prefixed messages for one direction of an HTTP/2 stream, in a buffer that it keeps. One at a time.</summary>
/// <param name="maxSize">Bytes of one message; null: no limit.</param>
internal sealed class MessageFramer(int? maxSize) : SerializationContext
{
    private readonly ArrayBufferWriter<byte> _frame = new(256);
    private bool _isComplete;

    /// <returns>Prefix and message; valid until the next call.</returns>
    /// <exception cref="RpcException">ResourceExhausted: too large. Internal: the marshaller failed.</exception>
    public ReadOnlyMemory<byte> Frame<T>(Marshaller<T> marshaller, T message)
    {
        _frame.ResetWrittenCount();
        _frame.GetSpan(MessageReader.PrefixLength)[..MessageReader.PrefixLength].Clear();
        _frame.Advance(MessageReader.PrefixLength);
        _isComplete = false;
        try
        {
            marshaller.ContextualSerializer(message, this);
        }
        catch (Exception e)   // a marshaller may throw anything; the caller only needs to know that nothing was sent
        {
            throw Rpc.Error(StatusCode.Internal, "A message cannot be serialized.", e);
        }

        if (!_isComplete) throw Rpc.Error(StatusCode.Internal, "A marshaller did not complete its message.");
        var length = _frame.WrittenCount - MessageReader.PrefixLength;
        if (length > (maxSize ?? int.MaxValue)) throw Rpc.TooLarge("sent", length, maxSize);
        if (!System.Runtime.InteropServices.MemoryMarshal.TryGetArray(_frame.WrittenMemory, out var bytes))
            throw new InvalidOperationException("The frame has no array.");
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), length);
        return _frame.WrittenMemory;
    }

    public override IBufferWriter<byte> GetBufferWriter() => _frame;

    public override void SetPayloadLength(int payloadLength)
    {
        if (payloadLength > 0) _frame.GetSpan(payloadLength);   // room for all of it at once
    }

    public override void Complete(byte[] payload)
    {
        _frame.Write(payload);
        _isComplete = true;
    }

    public override void Complete() => _isComplete = true;
}

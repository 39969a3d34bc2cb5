using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a marshaller puts one message: either whole, or into the buffer writer.</summary>
public abstract class SerializationContext
{
    /// <summary>The message is these bytes.</summary>
    public virtual void Complete(byte[] payload) => throw new NotSupportedException();

    /// <summary>The message was written to <see cref="GetBufferWriter"/>.</summary>
    public virtual void Complete() => throw new NotSupportedException();

    public virtual IBufferWriter<byte> GetBufferWriter() => throw new NotSupportedException();

    /// <summary>How many bytes will be written; may be said once, before the first of them.</summary>
    public virtual void SetPayloadLength(int payloadLength) => throw new NotSupportedException();
}

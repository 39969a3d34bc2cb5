namespace Grpc.Core;

/// <summary>How a message may be written.</summary>
[Flags]
public enum WriteFlags
{
    None = 0,

    /// <summary>More follows at once: it need not be flushed yet.</summary>
    BufferHint = 1,

    NoCompress = 2,
}

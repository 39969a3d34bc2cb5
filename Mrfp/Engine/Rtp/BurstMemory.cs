namespace ImsConference.Engine.Rtp;

/// <summary>Room for packets that come in a burst: blocks made beforehand, which jitter buffers borrow and give back, so that a burst allocates nothing.</summary>
/// <remarks>From any thread. Only when more buffers borrow at once than ever before is another block made; it stays for the next time.</remarks>
public sealed class BurstMemory
{
    /// <summary>Of a block: half a second of G.711.</summary>
    public const int BlockBytes = 4096;

    private readonly Lock _lock = new();
    private readonly Stack<byte[]> _free = new();
    private int _made;

    /// <param name="blocks">Made now.</param>
    public BurstMemory(int blocks = 0)
    {
        for (; _made < blocks; _made++) _free.Push(new byte[BlockBytes]);
    }

    /// <summary>Not borrowed at present.</summary>
    public int Free
    {
        get
        {
            lock (_lock) return _free.Count;
        }
    }

    internal byte[] Borrow()
    {
        lock (_lock)
        {
            if (_free.TryPop(out var block)) return block;
            _free.EnsureCapacity(++_made); // so that giving back allocates nothing
            return new byte[BlockBytes];
        }
    }

    internal void Return(byte[] block)
    {
        lock (_lock) _free.Push(block);
    }
}

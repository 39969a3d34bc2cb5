namespace ImsConference.Mrfp.Playback;

/// <summary>Clips that were played lately, up to so many bytes; the ones that were not played for longest go first. From any thread but the media threads.</summary>
public sealed class ClipCache(long mostBytes)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, Clip Clip)>> _clips = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, Clip Clip)> _byAge = new(); // the one just used last

    /// <summary>What is kept now.</summary>
    public long Bytes { get; private set; }

    public Clip? Find(string key)
    {
        lock (_gate)
        {
            if (!_clips.TryGetValue(key, out var node)) return null;
            _byAge.Remove(node);
            _byAge.AddLast(node);
            return node.Value.Clip;
        }
    }

    public void Keep(string key, Clip clip)
    {
        lock (_gate)
        {
            if (clip.Bytes > mostBytes || _clips.ContainsKey(key)) return;
            _clips.Add(key, _byAge.AddLast((key, clip)));
            Bytes += clip.Bytes;
            while (Bytes > mostBytes && _byAge.First is { } oldest)
            {
                _byAge.RemoveFirst();
                _clips.Remove(oldest.Value.Key);
                Bytes -= oldest.Value.Clip.Bytes;
            }
        }
    }
}

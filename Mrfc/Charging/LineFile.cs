namespace ImsConference.Mrfc.Charging;

/// <summary>A file of lines that only grows, and never holds half a line for long.</summary>
/// <param name="path">The file; is made where it is missing.</param>
/// <param name="open">Opens it for writing.</param>
internal sealed class LineFile(string path, Func<string, Stream> open) : IDisposable
{
    private Stream? _stream;

    public string Path => path;

    /// <summary>Bytes of whole lines; known after the first <see cref="Append"/>.</summary>
    public long Length { get; private set; }

    /// <summary>Whole lines of a file; none when there is no such file. A last line without its line feed is none.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Read(string path)
    {
        if (!File.Exists(path)) yield break;

        ReadOnlyMemory<byte> left = File.ReadAllBytes(path);
        for (int end; (end = left.Span.IndexOf((byte)'\n')) >= 0; left = left[(end + 1)..]) yield return left[..end];
    }

    /// <summary>Writes the lines, and has them on the disk when it returns.</summary>
    /// <exception cref="IOException">They are not; the file is as it was, or will be before the next is written.</exception>
    public void Append(ReadOnlySpan<byte> lines)
    {
        if (lines.IsEmpty) return;
        try
        {
            _stream ??= OpenAtLastLine();
            _stream.SetLength(Length);
            _stream.Position = Length;
            _stream.Write(lines);
            Flush(_stream);
            Length += lines.Length;
        }
        catch (IOException)
        {
            Dispose(); // opened anew, and what was half written cut off, at the next try
            throw;
        }
    }

    /// <summary>Puts a new file with these lines in the place of this one, in one step.</summary>
    public void Replace(ReadOnlySpan<byte> lines)
    {
        var next = $"{path}.new";
        using (var stream = open(next))
        {
            stream.SetLength(0);
            stream.Write(lines);
            Flush(stream);
        }

        Dispose();
        File.Move(next, path, overwrite: true);
    }

    /// <summary>Gives the file another name; the next line begins a new one.</summary>
    public void MoveTo(string other)
    {
        Dispose();
        File.Move(path, other);
        Length = 0;
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private Stream OpenAtLastLine()
    {
        Length = LengthOfWholeLines(path);
        return open(path);
    }

    private static long LengthOfWholeLines(string path) => File.Exists(path) ? File.ReadAllBytes(path).AsSpan().LastIndexOf((byte)'\n') + 1 : 0;

    private static void Flush(Stream stream)
    {
        if (stream is FileStream file) file.Flush(flushToDisk: true);
        else stream.Flush();
    }
}

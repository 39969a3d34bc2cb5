using System.Collections.Concurrent;

namespace ImsConference.Tests.Load.Ladder;

/// <summary>Lays arrows out between lifelines, as plain text of a fixed width.</summary>
internal sealed class LadderRenderer
{
    /// <summary>Room for <c>12.345</c> and two spaces.</summary>
    private const int TimeWidth = 8;
    private const int MinGap = 10;

    // The servers, at the right, have more to say to each other than UEs.
    private const int WideGaps = 2;
    private const double Wideness = 1.5;

    private readonly string[] _names;
    private readonly int[] _centres;
    private readonly ConcurrentDictionary<string, int> _columns = new(StringComparer.Ordinal);

    /// <param name="names">Lifelines from left to right.</param>
    /// <param name="width">Characters of a line, at most.</param>
    public LadderRenderer(IReadOnlyList<string> names, int width)
    {
        _names = [.. names];
        _centres = new int[_names.Length];
        var margin = _names[^1].Length;
        var gap = (width - TimeWidth - 2 * margin) / (_names.Length - 1 + WideGaps * (Wideness - 1));
        for (var i = 0; i < _names.Length; i++)
        {
            _columns[_names[i]] = i;
            var isWide = i >= _names.Length - WideGaps;
            _centres[i] = i == 0 ? TimeWidth + margin : _centres[i - 1] + (int)Math.Max(MinGap, isWide ? gap * Wideness : gap);
        }
    }

    /// <summary>Says which lifeline an address belongs to.</summary>
    public void Place(string address, string name) => _columns[address] = _columns[name];

    public bool Knows(string address) => _columns.ContainsKey(address);

    /// <summary>True when both ends have a lifeline, and not the same.</summary>
    public bool CanDraw(string from, string to) =>
        _columns.TryGetValue(from, out var a) && _columns.TryGetValue(to, out var b) && a != b;

    /// <summary>The names above their lifelines.</summary>
    public string Head()
    {
        var line = Blank(' ');
        for (var i = 0; i < _names.Length; i++) _names[i].CopyTo(line.AsSpan(_centres[i] - _names[i].Length / 2));
        return new string(line).TrimEnd();
    }

    /// <summary>One arrow with its label on it; a label that does not fit is cut.</summary>
    /// <param name="seconds">Time since the start.</param>
    /// <param name="from">Address or name with a lifeline.</param>
    /// <param name="to">Another one.</param>
    /// <param name="label">Text on the arrow.</param>
    public string Arrow(double seconds, string from, string to, string label)
    {
        var line = Blank('|');
        FormattableString.Invariant($"{seconds,6:0.000}").CopyTo(line);

        var (left, right) = (Math.Min(_columns[from], _columns[to]), Math.Max(_columns[from], _columns[to]));
        var shaft = line.AsSpan(_centres[left] + 1, _centres[right] - _centres[left] - 1);
        shaft.Fill('-');
        if (_columns[from] == left) shaft[^1] = '>';
        else shaft[0] = '<';

        var room = shaft.Length - 4;
        var text = label.Length <= room ? label : string.Concat(label.AsSpan(0, room - 1), "…");
        $" {text} ".CopyTo(shaft[((shaft.Length - text.Length - 2) / 2)..]);
        return new string(line).TrimEnd();
    }

    private char[] Blank(char lifeline)
    {
        var line = new char[_centres[^1] + _names[^1].Length];
        line.AsSpan().Fill(' ');
        foreach (var centre in _centres) line[centre] = lifeline;
        return line;
    }
}

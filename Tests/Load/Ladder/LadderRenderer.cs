using System.Collections.Concurrent;

namespace ImsConference.Tests.Load.Ladder;

/// <summary>Lays arrows out between lifelines, as plain text of a fixed width.</summary>
internal sealed class LadderRenderer
{
    /// <summary>Room for <c>12.345</c> and two spaces.</summary>
    private const int TimeWidth = 8;
    private const int MinPitch = 12;

    private readonly string[] _names;
    private readonly ConcurrentDictionary<string, int> _columns = new(StringComparer.Ordinal);
    private readonly int _pitch;

    /// <param name="names">Lifelines from left to right.</param>
    /// <param name="width">Characters of a line, at most.</param>
    public LadderRenderer(IReadOnlyList<string> names, int width)
    {
        _names = [.. names];
        _pitch = Math.Max(MinPitch, (width - TimeWidth) / names.Count);
        for (var i = 0; i < _names.Length; i++) _columns[_names[i]] = i;
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
        for (var i = 0; i < _names.Length; i++) _names[i].CopyTo(line.AsSpan(CentreOf(i) - _names[i].Length / 2));
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
        var shaft = line.AsSpan(CentreOf(left) + 1, CentreOf(right) - CentreOf(left) - 1);
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
        var line = new char[TimeWidth + _pitch * _names.Length];
        line.AsSpan().Fill(' ');
        for (var i = 0; i < _names.Length; i++) line[CentreOf(i)] = lifeline;
        return line;
    }

    private int CentreOf(int column) => TimeWidth + _pitch * column + _pitch / 2;
}

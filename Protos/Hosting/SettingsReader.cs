using Microsoft.Extensions.Configuration;

namespace ImsConference.Hosting;

/// <summary>Finds what no setting has: a slip of the pen must not pass in silence.</summary>
/// <param name="rows">The settings of a process. In a key, <c>0</c> stands for any number and <c>NAME</c> for any name.</param>
/// <param name="elsewhere">Sections and keys of the other tier's settings: both may be given the same command line.</param>
public sealed class SettingsReader(IReadOnlyList<(string Key, string Default, string Meaning)> rows, IReadOnlyList<string> elsewhere)
{
    private readonly HashSet<string> _sections = new(rows.Select(row => Section(row.Key)), StringComparer.OrdinalIgnoreCase);

    /// <summary>Keys in the process's own sections that no setting has, from whatever source.</summary>
    public IEnumerable<string> UnknownKeys(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return from section in _sections
               from pair in configuration.GetSection(section).AsEnumerable()
               where pair.Value is not null && !rows.Any(row => IsRow(row.Key, pair.Key)) && !IsElsewhere(pair.Key)
               select pair.Key;
    }

    /// <summary>Arguments of the command line that set nothing that either tier reads, other than those that <see cref="UnknownKeys"/> finds.</summary>
    public IEnumerable<string> UnknownArguments(IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            var key = WithoutPrefix(argument);
            var end = key.IndexOf('=', StringComparison.Ordinal);
            if (end >= 0) key = key[..end];
            else if (key.Length < argument.Length) i++; // the value is the next argument
            else key = "";
            if (i >= arguments.Count || !IsKnownSection(key)) yield return argument;
        }
    }

    private bool IsKnownSection(string key) =>
        _sections.Contains(Section(key))
        || IsElsewhere(key)
        || Section(key).Equals("Logging", StringComparison.OrdinalIgnoreCase);

    private bool IsElsewhere(string key) => elsewhere.Any(other =>
        key.StartsWith(other, StringComparison.OrdinalIgnoreCase) && (key.Length == other.Length || key[other.Length] == ':'));

    private static bool IsRow(string row, string key)
    {
        var parts = row.Split(':');
        var given = key.Split(':');
        return parts.Length == given.Length && parts.Zip(given).All(pair =>
            pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase)
            || pair.First == "NAME" || (pair.First == "0" && int.TryParse(pair.Second, out _)));
    }

    private static string WithoutPrefix(string argument) =>
        argument.StartsWith("--", StringComparison.Ordinal) ? argument[2..] : argument.StartsWith('/') ? argument[1..] : argument;

    private static string Section(string key) => key.Split(':')[0];
}

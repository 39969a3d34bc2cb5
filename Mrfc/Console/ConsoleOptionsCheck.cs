using System.Buffers;
using ImsConference.Mrfc.Console.Access;
using Microsoft.Extensions.Options;

namespace ImsConference.Mrfc.Console;

/// <summary>Names every key of section <c>Console</c> that cannot be.</summary>
public sealed class ConsoleOptionsCheck : IValidateOptions<ConsoleOptions>
{
    private const int HashDigits = 64;
    private const int ShortestKey = 16;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF");

    public ValidateOptionsResult Validate(string? name, ConsoleOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = new ValidateOptionsResultBuilder();
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp || url.PathAndQuery != "/")
            faults.AddError($"'{options.Url}': http://address:port", "Console:Url");
        else if (!ConsoleOptions.IsLoopback(url) && options.Keys.Count == 0)
            faults.AddError($"'{options.Url}' can be reached from other hosts: name who may use it (Console:Keys:0:Name, :KeyHash, :Rights), or stay on loopback", "Console:Url");
        for (var i = 0; i < options.Keys.Count; i++) Check(options.Keys[i], $"Console:Keys:{i}", faults);
        if (options.Keys.DistinctBy(key => key.Name, StringComparer.Ordinal).Count() < options.Keys.Count) faults.AddError("two keys have one name", "Console:Keys");
        if (options.TraceKept is < 0 or > 1_000_000) faults.AddError($"{options.TraceKept}: 0..1000000", "Console:TraceKept");
        if (options.EventsKept is < 0 or > 1_000_000) faults.AddError($"{options.EventsKept}: 0..1000000", "Console:EventsKept");
        if (options.MaxBodyBytes is < 1_024 or > 16_777_216) faults.AddError($"{options.MaxBodyBytes}: 1024..16777216", "Console:MaxBodyBytes");
        return faults.Build();
    }

    // A value of a key never stands in a fault: faults are printed.
    private static void Check(AccessKey key, string section, ValidateOptionsResultBuilder faults)
    {
        if (key.Name.Length == 0) faults.AddError("who has the key", $"{section}:Name");
        if ((key.Key.Length > 0) == (key.KeyHash.Length > 0)) faults.AddError("either Key or KeyHash", $"{section}:Key");
        else if (key.Key.Length is > 0 and < ShortestKey) faults.AddError($"at least {ShortestKey} characters", $"{section}:Key");
        else if (key.KeyHash.Length > 0 && (key.KeyHash.Length != HashDigits || key.KeyHash.AsSpan().ContainsAnyExcept(Hex)))
            faults.AddError($"{HashDigits} hexadecimal digits: the SHA-256 of the key", $"{section}:KeyHash");
        if (!Enum.IsDefined(key.Rights)) faults.AddError("Read, Control or Admin", $"{section}:Rights");
    }
}

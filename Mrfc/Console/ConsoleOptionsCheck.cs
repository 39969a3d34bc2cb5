using System.Net;
using Microsoft.Extensions.Options;

namespace ImsConference.Mrfc.Console;

/// <summary>Names every key of section <c>Console</c> that cannot be.</summary>
public sealed class ConsoleOptionsCheck : IValidateOptions<ConsoleOptions>
{
    public ValidateOptionsResult Validate(string? name, ConsoleOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = new ValidateOptionsResultBuilder();
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp || url.PathAndQuery != "/")
            faults.AddError($"'{options.Url}': http://address:port", "Console:Url");
        else if (!IsLoopback(url) && !options.AllowRemote)
            faults.AddError($"'{options.Url}': unauthenticated, so loopback only (Console:AllowRemote=true permits it)", "Console:Url");
        if (options.TraceKept is < 0 or > 1_000_000) faults.AddError($"{options.TraceKept}: 0..1000000", "Console:TraceKept");
        return faults.Build();
    }

    private static bool IsLoopback(Uri url) => url.IsLoopback || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}

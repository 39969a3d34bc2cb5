using System.Net;
using Microsoft.Extensions.Options;

namespace ImsConference.Mrfp.Control;

/// <summary>Names every fault of <see cref="MpOptions"/> by its key.</summary>
public sealed class MpOptionsCheck : IValidateOptions<MpOptions>
{
    public ValidateOptionsResult Validate(string? name, MpOptions options)
    {
        var faults = new ValidateOptionsResultBuilder();
        if (!IPAddress.TryParse(options.Address, out var address))
            faults.AddError($"'{options.Address}': a numeric IPv4 or IPv6 address", "Mp:Address");
        else if (!IPAddress.IsLoopback(address) && !options.AllowRemote)
            faults.AddError(
                $"{address} can be reached from other hosts, and the service has no authentication: set Mp:AllowRemote=true if the network is closed",
                "Mp:Address");

        if (options.Port is < 0 or > 65_535) faults.AddError($"{options.Port}: 0..65535", "Mp:Port");
        if (options.LeaseSeconds is < 1 or > 86_400) faults.AddError($"{options.LeaseSeconds}: 1..86400 s", "Mp:LeaseSeconds");
        if (options.LoadSeconds is < 1 or > 3600) faults.AddError($"{options.LoadSeconds}: 1..3600 s", "Mp:LoadSeconds");
        if (options.DrainSeconds is < 0 or > 3600) faults.AddError($"{options.DrainSeconds}: 0..3600 s", "Mp:DrainSeconds");
        if (options.EventQueue is < 16 or > 1_000_000) faults.AddError($"{options.EventQueue}: 16..1000000", "Mp:EventQueue");
        return faults.Build();
    }
}

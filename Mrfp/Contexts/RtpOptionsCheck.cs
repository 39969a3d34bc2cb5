using System.Net;
using Microsoft.Extensions.Options;

namespace ImsConference.Mrfp.Contexts;

/// <summary>Names every fault of <see cref="RtpOptions"/> by its key.</summary>
public sealed class RtpOptionsCheck : IValidateOptions<RtpOptions>
{
    public ValidateOptionsResult Validate(string? name, RtpOptions options)
    {
        var faults = new ValidateOptionsResultBuilder();
        CheckAddresses(options, faults);
        if (options.FirstPort is < 1024 or > 65_534 || options.FirstPort % 2 != 0)
            faults.AddError($"{options.FirstPort}: even, 1024..65534", "Rtp:FirstPort");
        if (options.LastPort <= options.FirstPort || options.LastPort > 65_535 || options.LastPort % 2 == 0)
            faults.AddError($"{options.LastPort}: odd, above Rtp:FirstPort ({options.FirstPort}), at most 65535", "Rtp:LastPort");
        if (options.QuarantineSeconds is < 0 or > 3600)
            faults.AddError($"{options.QuarantineSeconds}: 0..3600 s", "Rtp:QuarantineSeconds");
        if (!Enum.IsDefined(options.LatchScope))
            faults.AddError($"{options.LatchScope}: Exact, AnyPort or AnyAddress", "Rtp:LatchScope");
        return faults.Build();
    }

    private static void CheckAddresses(RtpOptions options, ValidateOptionsResultBuilder faults)
    {
        if (!IPAddress.TryParse(options.Address, out var bound))
        {
            faults.AddError($"'{options.Address}': a numeric IPv4 or IPv6 address", "Rtp:Address");
            return;
        }

        var isWildcard = bound.Equals(IPAddress.Any) || bound.Equals(IPAddress.IPv6Any);
        if (options.PublicAddress.Length == 0)
        {
            if (isWildcard) faults.AddError($"needed, for Rtp:Address is {bound}", "Rtp:PublicAddress");
        }
        else if (!IPAddress.TryParse(options.PublicAddress, out var told) || told.AddressFamily != bound.AddressFamily)
        {
            faults.AddError($"'{options.PublicAddress}': a numeric address of the same family as Rtp:Address", "Rtp:PublicAddress");
        }
    }
}

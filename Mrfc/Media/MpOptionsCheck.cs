using Microsoft.Extensions.Options;

namespace ImsConference.Mrfc.Media;

/// <summary>Names every key of section <c>Mp</c> that cannot be.</summary>
public sealed class MpOptionsCheck : IValidateOptions<MpOptions>
{
    public ValidateOptionsResult Validate(string? name, MpOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = new ValidateOptionsResultBuilder();
        CheckAddresses(options, faults);
        CheckPorts(options, faults);
        Range(options.CommandTimeoutMs, 50, 60_000, "Mp:CommandTimeoutMs");
        Range(options.ReconnectFirstMs, 10, 60_000, "Mp:ReconnectFirstMs");
        Range(options.ReconnectMostMs, options.ReconnectFirstMs, 600_000, "Mp:ReconnectMostMs");
        Range(options.LostAfterMs, 0, 3_600_000, "Mp:LostAfterMs");
        Range(options.KeepAliveMs, 1_000, 3_600_000, "Mp:KeepAliveMs");           // the HTTP client takes no less than 1 s
        Range(options.KeepAliveTimeoutMs, 1_000, 600_000, "Mp:KeepAliveTimeoutMs");
        return faults.Build();

        void Range(int value, int least, int most, string key)
        {
            if (value < least || value > most) faults.AddError($"{value}: {least}..{most}", key);
        }
    }

    private static void CheckPorts(MpOptions options, ValidateOptionsResultBuilder faults)
    {
        if (!Enum.IsDefined(options.PortMode)) faults.AddError($"{options.PortMode}: {string.Join(" or ", Enum.GetNames<RtpPortMode>())}", "Mp:PortMode");
        for (var i = 0; i < options.SharedPortPeers.Count; i++)
        {
            if (!AddressPrefixes.TryRead(options.SharedPortPeers[i], out _))
                faults.AddError($"'{options.SharedPortPeers[i]}': an address or a prefix such as 10.0.0.0/8", $"Mp:SharedPortPeers:{i}");
        }
    }

    private static void CheckAddresses(MpOptions options, ValidateOptionsResultBuilder faults)
    {
        for (var i = 0; i < options.Mrfps.Count; i++)
        {
            var isHttp = Uri.TryCreate(options.Mrfps[i], UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
            if (!isHttp || uri!.PathAndQuery != "/") faults.AddError($"{options.Mrfps[i]}: http://host:port", $"Mp:Mrfps:{i}");
            if (options.Mrfps.Take(i).Contains(options.Mrfps[i], StringComparer.OrdinalIgnoreCase))
                faults.AddError($"{options.Mrfps[i]}: twice", $"Mp:Mrfps:{i}");
        }
    }
}

using System.Net;
using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Media;
using Microsoft.Extensions.Options;

namespace ImsConference.Mrfc;

/// <summary>Names every key of section <c>Sip</c> that cannot be, or that would let anybody in.</summary>
/// <param name="configuration">For the trust that section <c>Focus</c> states, whether that section is right or not.</param>
internal sealed class SipOptionsCheck(IConfiguration configuration) : IValidateOptions<SipOptions>
{
    public ValidateOptionsResult Validate(string? name, SipOptions options)
    {
        var faults = new ValidateOptionsResultBuilder();
        var isOpen = IsOpen(configuration.GetSection("Focus").Get<FocusOptions>() ?? new FocusOptions());
        Range(options.Port, 0, ushort.MaxValue, "Sip:Port");
        CheckAddress(options.Address, "Sip:Address");
        for (var i = 0; i < options.Listen.Count; i++)
        {
            if (IPEndPoint.TryParse(options.Listen[i], out var more)) CheckAddress($"{more.Address}", $"Sip:Listen:{i}");
            else faults.AddError($"'{options.Listen[i]}': address:port", $"Sip:Listen:{i}");
        }

        CheckTls(options, faults);
        Range(options.T1Ms, 10, 10_000, "Sip:T1Ms");
        Range(options.T2Ms, options.T1Ms, 60_000, "Sip:T2Ms");
        Range(options.T4Ms, options.T1Ms, 60_000, "Sip:T4Ms");
        if (options.SessionExpiresSeconds != 0) Range(options.SessionExpiresSeconds, Math.Max(90, options.MinSESeconds), 86_400, "Sip:SessionExpiresSeconds");
        Range(options.MinSESeconds, 90, 86_400, "Sip:MinSESeconds");
        Range(options.MaxDialogs, 1, 10_000_000, "Sip:MaxDialogs");
        Range(options.MaxCallsPerSecond, 0, 1_000_000, "Sip:MaxCallsPerSecond");
        return faults.Build();

        void Range(int value, int least, int most, string key)
        {
            if (value < least || value > most) faults.AddError($"{value}: {least}..{most}", key);
        }

        void CheckAddress(string text, string key)
        {
            if (!IPAddress.TryParse(text, out var address)) faults.AddError($"'{text}': a numeric address", key);
            else if (!IPAddress.IsLoopback(address) && isOpen && !options.AllowOpen)
                faults.AddError(
                    $"'{text}': anybody could make calls here. Focus:Challenge=Everybody asks all but Focus:TrustedPeers who they are; Sip:AllowOpen=true permits it", key);
        }
    }

    private static void CheckTls(SipOptions options, ValidateOptionsResultBuilder faults)
    {
        var tls = options.Tls;
        if (tls.Port is < 0 or > ushort.MaxValue) faults.AddError($"{tls.Port}: 0..{ushort.MaxValue}", "Sip:Tls:Port");
        for (var i = 0; i < tls.TrustedPeers.Count; i++)
        {
            if (Uri.CheckHostName(tls.TrustedPeers[i]) == UriHostNameType.Unknown) faults.AddError($"'{tls.TrustedPeers[i]}': a host name", $"Sip:Tls:TrustedPeers:{i}");
        }

        if (!tls.IsOn)
        {
            if (tls.KeyFile.Length + tls.TrustedCaFile.Length + tls.TrustedPeers.Count > 0) faults.AddError("without it there is no TLS", "Sip:Tls:CertificateFile");
            return;
        }

        int[] taken = [options.Port, .. options.Listen.Select(text => IPEndPoint.TryParse(text, out var more) ? more.Port : 0)];
        if (tls.Port != 0 && taken.Contains(tls.Port)) faults.AddError($"{tls.Port}: Sip:Port or Sip:Listen has it already", "Sip:Tls:Port");
        if (tls.TrustedPeers.Count > 0 && tls.TrustedCaFile.Length == 0) faults.AddError("needed with Sip:Tls:TrustedPeers", "Sip:Tls:TrustedCaFile");
        TlsFiles.Read(tls, (fault, key) => faults.AddError(fault, key));
    }

    // To name trusted peers keeps nobody out; to trust all the world lets everybody in.
    private static bool IsOpen(FocusOptions focus) => focus.Challenge != ChallengeScope.Everybody || focus.TrustedPeers.Any(IsEverybody);

    private static bool IsEverybody(string peers) => AddressPrefixes.TryRead(peers, out var network) && network.PrefixLength == 0;
}

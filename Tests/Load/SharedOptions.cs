using System.CommandLine;
using System.Net;

namespace ImsConference.Tests.Load;

/// <summary>Options that every command has.</summary>
internal static class SharedOptions
{
    public static Option<IPEndPoint> Sip { get; } = new("--sip")
    {
        HelpName = "ADDRESS:PORT",
        Description = "SIP address of the MRFC, or of the CSCF in front of it: address:port",
        DefaultValueFactory = _ => new IPEndPoint(IPAddress.Loopback, 5060),
        CustomParser = result =>
        {
            if (IPEndPoint.TryParse(result.Tokens[0].Value, out var endpoint) && endpoint.Port > 0) return endpoint;
            result.AddError($"--sip: {result.Tokens[0].Value} is not address:port");
            return null;
        },
    };

    public static Option<string> Domain { get; } = new("--domain")
    {
        HelpName = "DOMAIN",
        Description = "home domain: the factory is sip:conf-factory1@DOMAIN",
        DefaultValueFactory = _ => "home1.net",
    };
}

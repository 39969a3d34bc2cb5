using ImsConference.Sip.Loop;
using ImsConference.Sip.Sessions;
using ImsConference.Sip.Transports;
using Microsoft.Extensions.Logging;

namespace ImsConference.Tests.Ue;

/// <summary>One SIP port with its user agent, and the UEs behind it by the user part of their Contacts.</summary>
internal sealed class SipPort
{
    private readonly Dictionary<string, UserEquipment> _equipments = new(StringComparer.Ordinal);

    internal SipPort(SignallingLoop loop, ISipTransports transports, UeHostOptions options, ILoggerFactory logs)
    {
        Agent = new UserAgent(loop, transports, AgentOptions(options), logs.CreateLogger<UserAgent>());
        Agent.Use(Take);
    }

    internal UserAgent Agent { get; }

    internal void Add(string user, UserEquipment equipment) => _equipments.Add(user, equipment);

    internal void Remove(string user) => _equipments.Remove(user);

    private bool Take(IncomingRequest request) =>
        _equipments.TryGetValue(request.RequestUri.User, out var equipment) && equipment.Take(request);

    private static UserAgentOptions AgentOptions(UeHostOptions options) => new()
    {
        Timers = options.Timers,
        Product = "simulated-ue",
        AllowEvents = ["refer"],
        Accept = ["application/sdp", "message/sipfrag", "application/conference-info+xml"],
    };
}

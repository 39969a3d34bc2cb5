using System.Net;

namespace ImsConference.Tests.Load.Demo;

/// <summary>What <c>imsload demo</c> was asked to do.</summary>
/// <param name="Sip">SIP address of the MRFC, or of the CSCF in front of it.</param>
/// <param name="Console">Address of the MRFC's console.</param>
/// <param name="Domain">Home domain of the factory URI and of the UEs.</param>
/// <param name="Voice">What the UEs say.</param>
/// <param name="Listen">How long each check listens.</param>
/// <param name="Limit">Longest run of the whole.</param>
internal sealed record DemoOptions(IPEndPoint Sip, Uri Console, string Domain, DemoVoiceKind Voice, TimeSpan Listen, TimeSpan Limit)
{
    public string FactoryUri => $"sip:conf-factory1@{Domain}";
}

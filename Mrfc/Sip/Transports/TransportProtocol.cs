namespace ImsConference.Sip.Transports;

/// <summary>How a message travels. TLS has its place here; it is not offered yet.</summary>
public enum TransportProtocol : byte
{
    Udp,
    Tcp,
    Tls,
}

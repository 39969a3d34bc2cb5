namespace ImsConference.Sip.Transports;

/// <summary>How a message travels.</summary>
public enum TransportProtocol : byte
{
    Udp,
    Tcp,
    Tls,
}

namespace ImsConference.Sip.Messages;

/// <summary>One parameter of a header value.</summary>
/// <param name="Name">As it came.</param>
/// <param name="Value">As it stands on the wire, quotes included; empty for a flag.</param>
public sealed record HeaderParameter(string Name, string Value)
{
    public override string ToString() => Value.Length == 0 ? Name : $"{Name}={Value}";
}

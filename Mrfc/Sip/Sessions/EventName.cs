using System.Text;
using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Sessions;

/// <summary>What tells subscriptions in one dialog apart (RFC 6665 §4.4.1): event package and id, both empty when there is no usable Event.</summary>
internal readonly record struct EventName(string Package, string Id)
{
    internal static EventName Of(SipMessage message) => Of(message[HeaderId.Event]);

    internal static EventName Of(ReadOnlySpan<byte> value) => EventHeader.TryParse(value, out var header)
        ? new EventName(Encoding.UTF8.GetString(header.Package), Encoding.UTF8.GetString(header.Id))
        : new EventName("", "");

    /// <summary>Event value without other parameters.</summary>
    public override string ToString() => Id.Length > 0 ? $"{Package};id={Id}" : Package;
}

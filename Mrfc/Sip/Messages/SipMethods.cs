namespace ImsConference.Sip.Messages;

/// <summary>Names of the methods on the wire; they are case-sensitive (RFC 3261 §7.1).</summary>
public static class SipMethods
{
    private static readonly string[] Names =
    [
        "", "INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "REGISTER", "PRACK", "UPDATE", "INFO", "REFER", "SUBSCRIBE", "NOTIFY", "MESSAGE",
        "PUBLISH",
    ];

    /// <summary>For example <c>INVITE</c>; empty for <see cref="SipMethod.Unknown"/>.</summary>
    public static string Name(SipMethod method) => Names[(int)method];

    /// <summary>The method of that name; <see cref="SipMethod.Unknown"/> for any other.</summary>
    public static SipMethod Parse(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("INVITE"u8) => SipMethod.Invite,
        _ when name.SequenceEqual("ACK"u8) => SipMethod.Ack,
        _ when name.SequenceEqual("BYE"u8) => SipMethod.Bye,
        _ when name.SequenceEqual("CANCEL"u8) => SipMethod.Cancel,
        _ when name.SequenceEqual("OPTIONS"u8) => SipMethod.Options,
        _ when name.SequenceEqual("REGISTER"u8) => SipMethod.Register,
        _ when name.SequenceEqual("PRACK"u8) => SipMethod.Prack,
        _ when name.SequenceEqual("UPDATE"u8) => SipMethod.Update,
        _ when name.SequenceEqual("INFO"u8) => SipMethod.Info,
        _ when name.SequenceEqual("REFER"u8) => SipMethod.Refer,
        _ when name.SequenceEqual("SUBSCRIBE"u8) => SipMethod.Subscribe,
        _ when name.SequenceEqual("NOTIFY"u8) => SipMethod.Notify,
        _ when name.SequenceEqual("MESSAGE"u8) => SipMethod.Message,
        _ when name.SequenceEqual("PUBLISH"u8) => SipMethod.Publish,
        _ => SipMethod.Unknown,
    };
}

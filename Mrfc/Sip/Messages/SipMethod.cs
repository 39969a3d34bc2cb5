namespace ImsConference.Sip.Messages;

/// <summary>Methods the stack knows by name; any other one is <see cref="Unknown"/> and keeps its text.</summary>
public enum SipMethod : byte
{
    Unknown,
    Invite,
    Ack,
    Bye,
    Cancel,
    Options,
    Register,
    Prack,
    Update,
    Info,
    Refer,
    Subscribe,
    Notify,
    Message,
    Publish,
}

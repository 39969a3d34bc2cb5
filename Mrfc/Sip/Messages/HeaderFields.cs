namespace ImsConference.Sip.Messages;

/// <summary>Every header line of a message in order; for <c>foreach</c>, without allocation.</summary>
public ref struct HeaderFields
{
    private readonly SipMessage _message;
    private int _index = -1;

    internal HeaderFields(SipMessage message) => _message = message;

    public readonly HeaderField Current => _message.FieldAt(_index);

    public readonly HeaderFields GetEnumerator() => this;

    public bool MoveNext() => ++_index < _message.FieldCount;
}

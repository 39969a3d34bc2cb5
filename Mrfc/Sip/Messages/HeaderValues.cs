namespace ImsConference.Sip.Messages;

/// <summary>Every value of a header, in order, comma lists split; for <c>foreach</c>, without allocation.</summary>
public ref struct HeaderValues
{
    public readonly ReadOnlySpan<byte> Current => throw new NotSupportedException();

    public readonly HeaderValues GetEnumerator() => this;

    public bool MoveNext() => throw new NotSupportedException();
}

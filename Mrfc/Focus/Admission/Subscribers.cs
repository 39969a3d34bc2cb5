namespace ImsConference.Mrfc.Focus.Admission;

/// <summary>The subscriber table in force. It is read and replaced beside the signalling loop, which only looks at it.</summary>
public sealed class Subscribers
{
    private volatile SubscriberTable _table = SubscriberTable.Open;

    public SubscriberTable Table
    {
        get => _table;
        set => _table = value;
    }
}

using ImsConference.Sip.Transactions;

namespace ImsConference.Sip.Dialogs;

/// <summary>One usage of a dialog: an INVITE session or a subscription (RFC 5057). The dialog lives as long as its last usage.</summary>
public interface IDialogUsage
{
    /// <summary>Takes a request that belongs to this usage, after the dialog has checked its CSeq.</summary>
    /// <returns>False when it is not for this usage.</returns>
    bool TryTake(ServerTransaction request);

    /// <summary>A request of this usage failed in a way that ends the usage (RFC 5057 §5.1).</summary>
    void UsageLost(int status);

    /// <summary>The whole dialog was lost: a response such as 404 or 410 to a request of another usage (RFC 5057 §5.1).</summary>
    void DialogLost(int status);
}

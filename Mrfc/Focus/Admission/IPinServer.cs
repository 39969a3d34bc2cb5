namespace ImsConference.Mrfc.Focus.Admission;

/// <summary>Knows the PINs of conferences: on this host, or on the one that allocated their URIs.</summary>
public interface IPinServer
{
    /// <param name="question">About whom.</param>
    /// <param name="proof">That the caller knows the PIN; null: asks only whether there is one.</param>
    /// <exception cref="PinServerException">It cannot be asked now. The caller stays out.</exception>
    Task<PinVerdict> CheckAsync(PinQuestion question, PinProof? proof);
}

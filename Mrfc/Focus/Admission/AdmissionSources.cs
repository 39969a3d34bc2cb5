namespace ImsConference.Mrfc.Focus.Admission;

/// <summary>What admission is decided by that comes from outside of the focus.</summary>
/// <param name="Subscribers">Who may do how much.</param>
/// <param name="PinServer">Knows PINs that this node does not know; null: nobody does.</param>
/// <param name="Trust">Whose word counts; null: that of the peers which the focus's own settings name.</param>
public sealed record AdmissionSources(Subscribers Subscribers, IPinServer? PinServer = null, TrustDomain? Trust = null);

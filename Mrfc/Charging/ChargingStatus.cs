namespace ImsConference.Mrfc.Charging;

/// <summary>How the records fare (GET /status).</summary>
/// <param name="IsWriting">False while they cannot be written, as on a full disk: then they wait.</param>
/// <param name="Written">Lines written since the start.</param>
/// <param name="Waiting">Records in memory.</param>
/// <param name="Lost">Records that found no room in memory since the start: should be 0.</param>
public sealed record ChargingStatus(bool IsWriting, long Written, int Waiting, long Lost);

namespace ImsConference.Mrfc.Focus.Admission;

/// <summary>The PIN server is out of reach, or does not answer as it should.</summary>
public sealed class PinServerException(string message, Exception? inner = null) : Exception(message, inner);

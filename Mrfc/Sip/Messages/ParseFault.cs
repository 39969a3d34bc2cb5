namespace ImsConference.Sip.Messages;

/// <summary>Why a message was refused.</summary>
/// <param name="Offset">Byte of the datagram at or near which it went wrong.</param>
/// <param name="Phrase">Names the fault, fit for a reason phrase, for example <c>CSeq missing</c>.</param>
/// <param name="Status">Status for the answer: 400, 505 for another SIP version, 513 when a bound was passed.</param>
public readonly record struct ParseFault(int Offset, string Phrase, int Status = 400);

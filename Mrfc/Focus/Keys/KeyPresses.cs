namespace ImsConference.Mrfc.Focus.Keys;

/// <summary>Every key that participants press comes here, whether the MRFP heard it (RFC 4733, or in the voice) or a SIP INFO told it.</summary>
public sealed class KeyPresses(ILogger log)
{
    /// <summary>For whoever asks participants for digits.</summary>
    public event Action<Participant, KeyPress>? Pressed;

    public void Take(Participant participant, KeyPress press)
    {
        log.LogInformation(
            "{User} in conference {Conference} pressed {Digit} for {DurationMs} ms",
            participant.User.Uri, participant.Conference.Token, press.Key, press.DurationMs);
        Pressed?.Invoke(participant, press);
    }
}

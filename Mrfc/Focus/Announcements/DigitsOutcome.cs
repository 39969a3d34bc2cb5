namespace ImsConference.Mrfc.Focus.Announcements;

/// <summary>What a participant has entered. The digits may be a PIN: they are in no text of this.</summary>
/// <param name="Result">How it ended.</param>
/// <param name="Digits">0-9 * # A-D, without the terminator; what there was, whatever the result.</param>
public sealed record DigitsOutcome(DigitsResult Result, string Digits)
{
    /// <summary>The participant has said that this is all, or it was enough.</summary>
    public bool IsEntered => Result is DigitsResult.Complete or DigitsResult.Terminated;

    public override string ToString() => $"{Result}, {Digits.Length} digits";
}

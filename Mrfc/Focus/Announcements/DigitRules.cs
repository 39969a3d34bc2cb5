namespace ImsConference.Mrfc.Focus.Announcements;

/// <summary>Which digits are wanted, and how long they are waited for (H.248.9 aasdc/playcol).</summary>
public sealed record DigitRules
{
    /// <summary>So many are enough when the next one does not come in time.</summary>
    public int MinDigits { get; init; } = 1;

    /// <summary>So many end it, 1..64.</summary>
    public int MaxDigits { get; init; } = 16;

    /// <summary>A key that ends it and is not among the digits; empty: none.</summary>
    public string Terminator { get; init; } = "#";

    /// <summary>A key stops the prompt and counts; else keys count from its end on.</summary>
    public bool BargeIn { get; init; } = true;

    /// <summary>What was pressed since the last collection counts. It was reported, and logged, as it came: not for a PIN.</summary>
    public bool KeepsEarlierKeys { get; init; }

    /// <summary>The others do not hear the participant meanwhile, nor the tones of its keys.</summary>
    public bool Mutes { get; init; } = true;

    /// <summary>The participant does not hear the conference during the prompt.</summary>
    public bool Alone { get; init; } = true;

    /// <summary>From the end of the prompt to the first key.</summary>
    public TimeSpan FirstDigit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From one key to the next.</summary>
    public TimeSpan InterDigit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From the end of the prompt to the last key.</summary>
    public TimeSpan Overall { get; init; } = TimeSpan.FromSeconds(60);
}

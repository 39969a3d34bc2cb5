namespace ImsConference.Mrfp.Playback;

/// <summary>Which digits are collected, and how long they are waited for.</summary>
/// <param name="Least">So many are enough when the next one does not come in time.</param>
/// <param name="Most">So many end it, 1..64.</param>
/// <param name="Terminator">A key that ends it and is not among the digits; null: none.</param>
/// <param name="FirstMs">From the end of the prompt to the first key; 0: no end.</param>
/// <param name="InterMs">From one key to the next; 0: no end.</param>
/// <param name="OverallMs">From the end of the prompt to the last key; 0: no end.</param>
public sealed record DigitRules(int Least, int Most, char? Terminator, int FirstMs, int InterMs, int OverallMs);

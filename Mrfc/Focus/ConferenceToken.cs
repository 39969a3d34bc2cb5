using System.Security.Cryptography;

namespace ImsConference.Mrfc.Focus;

/// <summary>Random tokens for conference URIs: base32 in lower case, for some devices and people do not keep case.</summary>
public static class ConferenceToken
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int BitsPerCharacter = 5;

    /// <param name="bits">Random bits at least, for example 128.</param>
    /// <returns>For 128 bits 26 characters.</returns>
    public static string Next(int bits) =>
        RandomNumberGenerator.GetString(Alphabet, (bits + BitsPerCharacter - 1) / BitsPerCharacter);
}

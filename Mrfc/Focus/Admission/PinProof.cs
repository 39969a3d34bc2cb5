using System.Security.Cryptography;
using System.Text;

namespace ImsConference.Mrfc.Focus.Admission;

/// <summary>Proof that a caller knows a PIN: the PIN itself crosses no network and stands in no trace.</summary>
/// <remarks>Few digits can be found by trying all of them on a proof that was overheard: the network between MRFCs must be private all the same.</remarks>
public sealed class PinProof
{
    public const int NonceBytes = 16;

    /// <param name="nonce">What makes this proof another than all before; at least <see cref="NonceBytes"/>.</param>
    /// <param name="hmac">HMAC-SHA-256 with the digits as its key, over the nonce and then each part of the question in UTF-8 behind a zero octet.</param>
    public PinProof(ReadOnlyMemory<byte> nonce, ReadOnlyMemory<byte> hmac) => (Nonce, Hmac) = (nonce, hmac);

    public ReadOnlyMemory<byte> Nonce { get; }

    public ReadOnlyMemory<byte> Hmac { get; }

    /// <summary>Made from what was pressed.</summary>
    public static PinProof Of(string digits, PinQuestion question)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        return new PinProof(nonce, Seal(digits, nonce, question));
    }

    /// <summary>Whether it was made with that PIN. Takes the same time whatever is wrong.</summary>
    public bool Fits(string pin, PinQuestion question) =>
        Nonce.Length >= NonceBytes && CryptographicOperations.FixedTimeEquals(Seal(pin, Nonce.Span, question), Hmac.Span);

    private static byte[] Seal(string digits, ReadOnlySpan<byte> nonce, PinQuestion question)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.ASCII.GetBytes(digits));
        hmac.AppendData(nonce);
        foreach (var part in (string[])[question.Conference, question.Creator, question.Caller])
        {
            hmac.AppendData([0]);
            hmac.AppendData(Encoding.UTF8.GetBytes(part));
        }

        return hmac.GetHashAndReset();
    }
}

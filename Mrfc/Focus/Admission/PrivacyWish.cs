using System.Text;
using ImsConference.Sip.Messages;

namespace ImsConference.Mrfc.Focus.Admission;

/// <summary>What the Privacy header of a request asks for (RFC 3323 §4.2; <c>id</c>: RFC 3325 §9.3; <c>history</c>: RFC 7044 §10.1).</summary>
/// <param name="HidesUser">The other participants must not learn who it is.</param>
/// <param name="IsGranted">False when a function is critical that nobody here knows: RFC 3323 §5 has the request fail then.</param>
/// <param name="HidesHistory">Its History-Info is told to nobody (RFC 7044 §10.1).</param>
public readonly record struct PrivacyWish(bool HidesUser, bool IsGranted, bool HidesHistory)
{
    /// <remarks>
    /// Others see the focus and its media, never headers (<c>header</c>, <c>history</c>) or the
    /// address (<c>session</c>) of each other. <c>none</c> beside another value is no wish that can be meant: the other one holds.
    /// </remarks>
    public static PrivacyWish Of(SipMessage message)
    {
        bool hidesUser = false, isCritical = false, isKnown = true, hidesHistory = false;
        foreach (var value in message.Values(HeaderId.Privacy))
        {
            foreach (var part in value.Split((byte)';'))
            {
                var word = value[part].Trim(" \t"u8);
                if (Is(word, "id"u8) || Is(word, "user"u8) || Is(word, "header"u8)) hidesUser = true;
                if (Is(word, "header"u8) || Is(word, "session"u8) || Is(word, "history"u8)) hidesHistory = true;
                else if (Is(word, "critical"u8)) isCritical = true;
                else isKnown &= word.IsEmpty || Is(word, "none"u8) || Is(word, "id"u8) || Is(word, "user"u8);
            }
        }

        return new PrivacyWish(hidesUser, isKnown || !isCritical, hidesHistory);
    }

    private static bool Is(ReadOnlySpan<byte> word, ReadOnlySpan<byte> known) => Ascii.EqualsIgnoreCase(word, known);
}

using ImsConference.Protos.Mp;
using ImsConference.Sip.Sdp;

namespace ImsConference.Mrfc.Focus.Negotiation;

/// <summary>SRTP in offer and answer: keys on the lines that both sides protect (RFC 4568 §5.1).</summary>
internal static class Srtp
{
    private const string SecureProtocol = "RTP/SAVP";

    /// <summary>True for RTP/SAVP and RTP/SAVPF: without a key such a line cannot be answered (RFC 4568 §5.1.2).</summary>
    public static bool IsSecure(string protocol) => protocol is SecureProtocol or "RTP/SAVPF";

    /// <summary>The first key of an offer that the MRFP can work with; null when there is none.</summary>
    public static CryptoAttribute? Choose(MediaDescription offered, IReadOnlyCollection<string> suites) =>
        Usable(offered).FirstOrDefault(crypto => suites.Contains(crypto.Suite, StringComparer.Ordinal));

    /// <summary>A line of ours that offers to be protected, by each suite that the MRFP has.</summary>
    public static MediaDescription Offer(MediaDescription line, LocalSession session, IEnumerable<string> suites) => line with
    {
        Protocol = SecureProtocol,
        Attributes = [.. line.Attributes, .. suites.Select((suite, index) => ToAttribute(session.Crypto(index + 1, suite)))],
    };

    public static MediaDescription Answer(MediaDescription line, LocalSession session, CryptoAttribute taken) =>
        line with { Attributes = line.Attributes.Add(ToAttribute(session.Crypto(taken.Tag, taken.Suite))) };

    /// <summary>Whether both lines in force have a key of the same tag and suite; if so the stream is given them.</summary>
    /// <returns>False when one of them must be protected and they do not agree.</returns>
    public static bool TryAgree(MediaDescription ours, MediaDescription theirs, StreamDescriptor stream)
    {
        foreach (var theirKey in Usable(theirs))
        {
            if (Usable(ours).FirstOrDefault(key => key.Tag == theirKey.Tag && key.Suite == theirKey.Suite) is not { } ourKey) continue;
            stream.SrtpSend = ToMp(ourKey);
            stream.SrtpReceive = ToMp(theirKey);
            return true;
        }

        return !IsSecure(ours.Protocol) && !IsSecure(theirs.Protocol);
    }

    private static IEnumerable<CryptoAttribute> Usable(MediaDescription line)
    {
        foreach (var value in line.Crypto)
        {
            if (CryptoAttribute.TryParse(value, out var crypto) && crypto.Key.Length == LocalSession.KeyBytes(crypto.Suite)) yield return crypto;
        }
    }

    private static SdpAttribute ToAttribute(CryptoAttribute crypto) => new(CryptoAttribute.Name, crypto.ToString());

    private static SrtpKey ToMp(CryptoAttribute crypto) => new() { Suite = crypto.Suite, Key = Google.Protobuf.ByteString.CopyFrom(crypto.Key.AsSpan()) };
}

using System.Globalization;
using ImsConference.Sip.Sdp;

namespace ImsConference.Mrfc.Focus.Negotiation;

/// <summary>Payload types for an offer: none that either side has used in the session (RFC 3264 §8.3.2).</summary>
/// <param name="used">Format lists of the lines in force.</param>
internal sealed class PayloadNumbers(params IEnumerable<MediaDescription> used)
{
    private const byte FirstDynamic = 96; // RFC 3551 §6
    private const byte UsualEvent = 101; // what everybody has for telephone-event/8000
    private const byte Last = 127;

    private readonly HashSet<string> _taken = [.. used.SelectMany(line => line.Formats)];

    public byte Voice() => Next(FirstDynamic);

    public byte Event() => Next(UsualEvent);

    private byte Next(byte from)
    {
        for (var type = from; type <= Last; type++)
        {
            if (_taken.Add(type.ToString(CultureInfo.InvariantCulture))) return type;
        }

        throw new InvalidOperationException("no payload type is free"); // 32 for fewer than 10 formats, each given once
    }
}

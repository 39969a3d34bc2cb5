using System.Security.Cryptography;
using System.Text;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus;

/// <summary>P-Charging-Vector (RFC 7315 §4.6): the thread by which a charging system joins the records of one session.</summary>
public static class ChargingVector
{
    private const string Name = "P-Charging-Vector";

    /// <summary>What responses carry: the caller's vector with our term-ioi.</summary>
    /// <param name="request">The INVITE.</param>
    /// <param name="ioi">Identifier of this network.</param>
    /// <returns>Null when the caller sent none.</returns>
    public static HeaderLine? Answer(SipMessage request, string ioi)
    {
        var value = request[HeaderId.PChargingVector];
        var start = value.IndexOf((byte)';');
        var parameters = start < 0 ? [] : value[start..];
        if (value.IsEmpty || HeaderParameters.TryGet(parameters, "term-ioi"u8, out _)) return null;

        return new HeaderLine(Name, $"{Encoding.UTF8.GetString(value)};term-ioi={ioi}");
    }

    /// <summary>A vector for a session that the focus begins.</summary>
    /// <param name="host">Where the identifier is made.</param>
    /// <param name="ioi">Identifier of this network.</param>
    public static HeaderLine Begin(string host, string ioi) =>
        new(Name, $"icid-value=\"{RandomNumberGenerator.GetHexString(32, lowercase: true)}\";icid-generated-at={host};orig-ioi={ioi}");
}

using ImsConference.Sip.Sdp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Sdp;

public sealed class ExtensionMapTests
{
    [TestCase("1 urn:a", 1, MediaDirection.SendReceive, "urn:a", "")]
    [TestCase("14/sendonly urn:a  vad=on x=1", 14, MediaDirection.SendOnly, "urn:a", "vad=on x=1")]
    [TestCase("4096/inactive http://a", 4096, MediaDirection.Inactive, "http://a", "")]
    public void Is_read(string value, int id, MediaDirection direction, string uri, string attributes)
    {
        Assert.That(ExtensionMap.TryParse(value, out var map));
        Assert.That(map, Is.EqualTo(new ExtensionMap(id, direction, uri, attributes)));
        Assert.That(ExtensionMap.TryParse(map.ToAttribute().Value!, out var again) && again == map);
    }

    [TestCase("")]
    [TestCase("1")]
    [TestCase("0 urn:a", Description = "reserved for padding, RFC 8285 §4.2")]
    [TestCase("-1 urn:a")]
    [TestCase("x urn:a")]
    [TestCase("1/both urn:a")]
    [TestCase("1/ urn:a")]
    public void Is_refused(string value) => Assert.That(ExtensionMap.TryParse(value, out _), Is.False);
}

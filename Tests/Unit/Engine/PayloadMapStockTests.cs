using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

public sealed class PayloadMapStockTests
{
    [Test]
    public void Equal_maps_are_one_object()
    {
        var stock = new PayloadMapStock();
        var first = stock.One(Map(0));
        Assert.That(stock.One(Map(0)), Is.SameAs(first));
        Assert.That(stock.One(Map(96)), Is.Not.SameAs(first));
    }

    private static PayloadMap Map(byte type) => new([(type, PayloadMeaning.Of(AudioFormat.Pcmu))]);
}

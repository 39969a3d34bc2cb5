using ImsConference.Sip.Messages;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Messages;

public sealed class ParseCostTests
{
    [Test]
    public void Parsing_allocates_the_message_and_nothing_else()
    {
        var invite = Wire.ImsInvite();
        Assert.That(SipMessage.TryParse(invite, out _, out _), Is.True);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var isGood = SipMessage.TryParse(invite, out var message, out var fault);
        var whole = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(isGood, Is.True, fault.Phrase);

        before = GC.GetAllocatedBytesForCurrentThread();
        var sum = message[HeaderId.CallId].Length + (message.Lists(HeaderId.Supported, "100rel") ? 1 : 0) + (int)message.CSeqNumber;
        foreach (var via in message.Values(HeaderId.Via)) sum += Via.TryParse(via, out var parsed) ? parsed.Branch.Length : 0;
        var reading = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(sum, Is.GreaterThan(0));
        Assert.That(whole, Is.LessThanOrEqualTo(640), "bytes for one message object");
        Assert.That(reading, Is.Zero, "bytes for reading values");
    }
}

using ImsConference.Sip.Messages;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Messages;

public sealed class ParseCostTests
{
    [Test]
    public void Parsing_allocates_the_message_and_nothing_else()
    {
        var invite = Wire.ImsInvite();
        Assert.That(SipMessage.TryParse(invite, out var message, out _), Is.True);
        var sum = 0;

        Assert.That(Allocations.OfLeanest(() => sum += SipMessage.TryParse(invite, out message, out _) ? 1 : 0), Is.LessThanOrEqualTo(640), "bytes for one message object");
        Assert.That(Allocations.OfLeanest(Read), Is.Zero, "bytes for reading values");
        Assert.That(sum, Is.GreaterThan(0));

        void Read()
        {
            sum += message[HeaderId.CallId].Length + (message.Lists(HeaderId.Supported, "100rel") ? 1 : 0) + (int)message.CSeqNumber;
            foreach (var via in message.Values(HeaderId.Via)) sum += Via.TryParse(via, out var parsed) ? parsed.Branch.Length : 0;
        }
    }
}

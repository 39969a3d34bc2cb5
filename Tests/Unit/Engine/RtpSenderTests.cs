using ImsConference.Engine.Rtp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

public sealed class RtpSenderTests
{
    private readonly byte[] _packet = new byte[300];

    [Test]
    public void Sequence_and_timestamp_run_on_over_wraps_and_silence()
    {
        var sender = new RtpSender(0xABCD, 65_535, 0xFFFF_FFB0);
        Assert.That(Send(sender), Is.EqualTo("pt=0 seq=65535 ts=4294967216 ssrc=0000abcd marker csrc=0 ext=0"));
        Assert.That(Send(sender), Is.EqualTo("pt=0 seq=0 ts=80 ssrc=0000abcd csrc=0 ext=0"));
        sender.Skip(160);
        sender.Skip(160);
        Assert.That(Send(sender), Is.EqualTo("pt=0 seq=1 ts=560 ssrc=0000abcd marker csrc=0 ext=0"), "a talkspurt begins");
        Assert.That(Send(sender), Is.EqualTo("pt=0 seq=2 ts=720 ssrc=0000abcd csrc=0 ext=0"));
        Assert.That((sender.Packets, sender.Octets), Is.EqualTo((4u, 640u)));
    }

    [Test]
    public void At_most_15_contributors_are_named()
    {
        var contributors = Enumerable.Range(1, 20).Select(i => (uint)i).ToArray();
        var length = new RtpSender(1, 1, 1).Send(_packet, 8, [1, 2, 3], 160, contributors);
        Assert.That(length, Is.EqualTo(12 + 60 + 3));
        Assert.That(RtpHeader.TryParse(_packet.AsSpan(0, length), out var header, out var payload), Is.True);
        Assert.That(header.ContributorCount, Is.EqualTo(15));
        Assert.That(header.Contributor(14), Is.EqualTo(15));
        Assert.That(payload.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    [Test]
    public void Another_ssrc_starts_the_counts_again()
    {
        var sender = RtpSender.CreateRandom();
        Send(sender);
        var sequence = sender.Sequence;
        sender.ChangeSsrc(5);
        Assert.That((sender.Ssrc, sender.Packets, sender.Octets, sender.Sequence), Is.EqualTo((5u, 0u, 0u, sequence)));
        Assert.That(Send(sender), Does.Contain("ssrc=00000005 marker"));
    }

    private string Send(RtpSender sender)
    {
        var length = sender.Send(_packet, 0, new byte[160], 160);
        Assert.That(RtpHeader.TryParse(_packet.AsSpan(0, length), out var header, out _), Is.True);
        return header.ToString();
    }
}

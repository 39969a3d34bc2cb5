using System.Net;
using ImsConference.Engine.Rtp;
using ImsConference.Mrfp.Contexts;
using ImsConference.Mrfp.Control;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Control;

public sealed class MediaEventPumpTests
{
    [TestCase(0, ExpectedResult = "0")]
    [TestCase(10, ExpectedResult = "*")]
    [TestCase(11, ExpectedResult = "#")]
    [TestCase(15, ExpectedResult = "D")]
    [TestCase(16, ExpectedResult = "flash")]
    [TestCase(36, ExpectedResult = null, Description = "a fax tone is no digit")]
    public string? Digits(byte code) =>
        MediaEventPump.Translate(Happened(MediaEventKind.Dtmf) with { Code = code, DurationMs = 120 })?.Dtmf.Digit;

    [Test]
    public void Names_context_termination_and_stream()
    {
        var translated = MediaEventPump.Translate(Happened(MediaEventKind.RtpTimeout) with { DurationMs = 3000 })!;
        Assert.That((translated.ContextId, translated.TerminationId, translated.StreamId, translated.RtpTimeout.SilentMs), Is.EqualTo(("c", "t", 2u, 3000u)));
    }

    [Test]
    public void Tells_the_source()
    {
        var source = PeerAddress.From(IPEndPoint.Parse("192.0.2.7:4000"));
        var latched = MediaEventPump.Translate(Happened(MediaEventKind.Latched) with { Source = source })!.Latched;
        Assert.That((latched.Source.Address, latched.Source.RtpPort), Is.EqualTo(("192.0.2.7", 4000u)));
    }

    [Test]
    public void Tells_the_SSRC_that_sends() =>
        Assert.That(MediaEventPump.Translate(Happened(MediaEventKind.SourceChanged) with { Ssrc = 4711 })!.SourceChanged.Ssrc, Is.EqualTo(4711));

    [Test]
    public void Tells_who_is_heard()
    {
        var speakers = MediaEventPump.Translate(Happened(MediaEventKind.ActiveSpeakers) with { Speakers = [new("a", 20), new("b", 30)] })!.ActiveSpeakers;
        Assert.That(speakers.Speakers.Select(it => (it.TerminationId, it.LevelDbov)), Is.EqualTo(new[] { ("a", 20u), ("b", 30u) }));
    }

    private static MediaEvent Happened(MediaEventKind kind) => new(kind, "mrfc", "c", "t", 2);
}

using System.Text;
using ImsConference.Sip.Messages;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Messages;

public sealed class StreamFramerTests
{
    [Test]
    public void A_stream_cut_anywhere_gives_the_same_messages([Random(8)] int seed)
    {
        var random = new Random(seed);
        var expected = new List<string>();
        var stream = new List<byte>();
        for (var i = 0; i < 50; i++)
        {
            var filler = random.Next(4);
            if (filler == 0) stream.AddRange("\r\n\r\n"u8);
            if (filler == 1) stream.AddRange("\r\n"u8);
            var message = Message(random.Next(3) == 0 ? random.Next(9000) : random.Next(20), random.Next(2) == 0 ? "l" : "Content-Length ");
            expected.Add(message);
            stream.AddRange(Encoding.ASCII.GetBytes(message));
        }

        var framer = new StreamFramer(MessageLimits.Default);
        var seen = new List<string>();
        for (var at = 0; at < stream.Count;)
        {
            var space = framer.Space();
            var count = Math.Min(Math.Min(space.Length, stream.Count - at), random.Next(1, 2000));
            stream.Skip(at).Take(count).ToArray().CopyTo(space);
            framer.Added(count);
            at += count;
            for (StreamFrame frame; (frame = framer.Next(out var bytes)) != StreamFrame.Incomplete;)
            {
                Assert.That(frame, Is.Not.EqualTo(StreamFrame.Broken), $"seed {seed}: {framer.Fault}");
                if (frame == StreamFrame.Message) seen.Add(Encoding.ASCII.GetString(bytes.Span));
            }
        }

        Assert.That(seen, Is.EqualTo(expected), $"seed {seed}");
        Assert.That(framer.Buffered, Is.Zero);
    }

    [Test]
    public void Keep_alives_are_told_apart()
    {
        var framer = new StreamFramer(MessageLimits.Default);
        Assert.That(Frames(framer, "\r\n"), Is.Empty, "may become a ping");
        Assert.That(Frames(framer, "\r\n"), Is.EqualTo(new[] { StreamFrame.Ping }));
        Assert.That(Frames(framer, "\r\n" + Message(0)), Is.EqualTo(new[] { StreamFrame.Pong, StreamFrame.Message }));
    }

    [TestCase("A b SIP/2.0\r\nVia: x\r\n\r\n", "Content-Length missing on a stream")]
    [TestCase("A b SIP/2.0\r\nContent-Length: many\r\n\r\n", "Content-Length malformed")]
    [TestCase("A b SIP/2.0\r\nl: -1\r\n\r\n", "Content-Length malformed")]
    [TestCase("A b SIP/2.0\r\nl: 1\r\nContent-Length: 1\r\n\r\n", "Content-Length repeated")]
    [TestCase("A b SIP/2.0\r\nl: 99999999\r\n\r\n", "Message Too Large")]
    [TestCase("\rA b SIP/2.0", "Line not ended by CRLF")]
    public void What_cannot_be_framed_breaks_the_stream(string text, string phrase)
    {
        var framer = new StreamFramer(MessageLimits.Default);
        Assert.That(Frames(framer, text), Is.EqualTo(new[] { StreamFrame.Broken }));
        Assert.That(framer.Fault.Phrase, Is.EqualTo(phrase));
    }

    [Test]
    public void Headers_without_end_are_bounded()
    {
        var framer = new StreamFramer(new MessageLimits { HeaderBytes = 1000 });
        Assert.That(Frames(framer, new string('x', 1001)), Is.EqualTo(new[] { StreamFrame.Broken }));
        Assert.That(framer.Fault.Status, Is.EqualTo(513));
    }

    [Test]
    public void A_folded_content_length_counts() =>
        Assert.That(Frames(new StreamFramer(MessageLimits.Default), "A b SIP/2.0\r\nContent-Length:\r\n 3\r\n\r\nabc"), Is.EqualTo(new[] { StreamFrame.Message }));

    private static string Message(int body, string name = "Content-Length") => $"A b SIP/2.0\r\nX: y\r\n{name}: {body}\r\n\r\n{new string('\r', body)}";

    private static List<StreamFrame> Frames(StreamFramer framer, string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        bytes.CopyTo(framer.Space());
        framer.Added(bytes.Length);
        var frames = new List<StreamFrame>();
        for (StreamFrame frame; (frame = framer.Next(out _)) != StreamFrame.Incomplete;) frames.Add(frame);
        return frames;
    }
}

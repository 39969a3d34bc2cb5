using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using Grpc.Core;
using Grpc.Wire;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Grpc;

public sealed class MessageFramingTests
{
    private static readonly Marshaller<string> Text = Marshallers.StringMarshaller;

    [Test]
    public void A_frame_is_a_flag_a_length_and_the_message() =>
        Assert.That(new MessageFramer(null).Frame(Text, "ab").ToArray(), Is.EqualTo("\0\0\0\0\u0002ab"u8.ToArray()));

    [Test]
    public void A_framer_is_used_again_and_again()
    {
        var framer = new MessageFramer(null);
        framer.Frame(Text, new string('x', 5000));
        Assert.That(framer.Frame(Text, "ab").ToArray(), Is.EqualTo("\0\0\0\0\u0002ab"u8.ToArray()));
    }

    [TestCase(3, "abc", ExpectedResult = null)]
    [TestCase(3, "abcd", ExpectedResult = StatusCode.ResourceExhausted)]
    public StatusCode? Sends_no_more_than_allowed(int limit, string message) => FailureOf(() => new MessageFramer(limit).Frame(Text, message));

    [Test]
    public void A_marshaller_that_fails_is_internal()
    {
        var broken = Marshallers.Create<string>((_, _) => throw new FormatException("no"), _ => throw new FormatException("no"));
        var forgetful = Marshallers.Create<string>((_, _) => { }, _ => "");
        Assert.That(FailureOf(() => new MessageFramer(null).Frame(broken, "")), Is.EqualTo(StatusCode.Internal));
        Assert.That(FailureOf(() => new MessageFramer(null).Frame(forgetful, "")), Is.EqualTo(StatusCode.Internal));
    }

    [Test]
    public async Task Messages_are_found_wherever_the_stream_is_cut([Random(10)] int seed)
    {
        var random = new Random(seed);
        string[] sent = [.. Enumerable.Range(0, 20).Select(_ => new string('x', random.Next(3) * random.Next(3000)))];
        var framer = new MessageFramer(null);
        byte[] octets = [.. sent.SelectMany(message => framer.Frame(Text, message).ToArray())];

        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var reader = new MessageReader(pipe.Reader, null, null);
        var reading = ReadAllAsync(reader);
        for (var at = 0; at < octets.Length;)
        {
            var count = Math.Min(random.Next(1, 700), octets.Length - at);
            await pipe.Writer.WriteAsync(octets.AsMemory(at, count));
            at += count;
        }

        await pipe.Writer.CompleteAsync();
        Assert.That(await reading, Is.EqualTo(sent), $"seed {seed}");
    }

    [Test]
    public async Task A_stream_that_ends_inside_a_message_is_internal([Range(1, 6)] int length)
    {
        var octets = "\0\0\0\0\u0002ab"u8[..length].ToArray();
        Assert.That(await FailureOfAsync(Reader(octets, null, null)), Is.EqualTo(StatusCode.Internal));
    }

    [TestCase(2, ExpectedResult = null)]
    [TestCase(1, ExpectedResult = StatusCode.ResourceExhausted)]
    public Task<StatusCode?> Takes_no_more_than_allowed(int limit) => FailureOfAsync(Reader("\0\0\0\0\u0002ab"u8.ToArray(), null, limit));

    [Test]
    public async Task A_compressed_message_is_unpacked() =>
        Assert.That(await ReadAllAsync(Reader(Gzipped("abc"), "gzip", 100)), Is.EqualTo(["abc"]));

    [TestCase(null, ExpectedResult = StatusCode.Internal, Description = "compressed, but nobody said how")]
    [TestCase("identity", ExpectedResult = StatusCode.Internal)]
    public Task<StatusCode?> A_compressed_message_needs_a_compression(string? encoding) => FailureOfAsync(Reader(Gzipped("abc"), encoding, null));

    [Test]
    public async Task The_limit_is_that_of_the_unpacked_message()
    {
        var packed = Gzipped(new string('x', 1001));   // far less than 1000 octets
        Assert.That(await FailureOfAsync(Reader(packed, "gzip", 1000)), Is.EqualTo(StatusCode.ResourceExhausted));
    }

    [Test]
    public async Task Octets_that_are_not_gzip_are_internal() =>
        Assert.That(await FailureOfAsync(Reader([1, 0, 0, 0, 3, 1, 2, 3], "gzip", null)), Is.EqualTo(StatusCode.Internal));

    private static byte[] Gzipped(string message)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(message));
        return [1, 0, 0, (byte)(packed.Length >> 8), (byte)packed.Length, .. packed.ToArray()];
    }

    private static MessageReader Reader(byte[] octets, string? encoding, int? limit) =>
        new(PipeReader.Create(new MemoryStream(octets)), encoding, limit);

    private static async Task<List<string>> ReadAllAsync(MessageReader reader)
    {
        var messages = new List<string>();
        while (await reader.ReadAsync(Text, CancellationToken.None) is { } message) messages.Add(message);
        return messages;
    }

    private static async Task<StatusCode?> FailureOfAsync(MessageReader reader)
    {
        try
        {
            await ReadAllAsync(reader);
            return null;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }

    private static StatusCode? FailureOf(Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }
}

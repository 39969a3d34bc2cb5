using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;
using ImsConference.Mrfp.Contexts;
using ImsConference.Mrfp.Control;
using ImsConference.Protos.Mp;
using Microsoft.Extensions.Options;
using NUnit.Framework;
using Endpoint = ImsConference.Protos.Mp.Endpoint;

namespace ImsConference.Tests.Unit.Mrfp.Control;

public sealed class CommandReaderTests
{
    private readonly CommandReader _reader = new(Options.Create(new MpOptions()), Options.Create(new RtpOptions()), new CodecLibrary());

    [Test]
    public void Reads_a_whole_stream()
    {
        var stream = Stream();
        stream.SendFormats.Insert(0, new PayloadFormat { PayloadType = 96, Encoding = "telephone-event", ClockRateHz = 8000 });
        stream.PtimeMs = 30;
        stream.RtpTimeoutMs = 5000;
        stream.DetectDtmf = true;
        stream.RtcpSenderBps = 0;
        stream.RtcpReceiverBps = 0;
        var settings = _reader.Audio([stream]);

        Assert.Multiple(() =>
        {
            Assert.That(settings.StreamId, Is.EqualTo(1));
            Assert.That(settings.Direction, Is.EqualTo(StreamDirection.Both));
            Assert.That(settings.RemoteRtp.ToString(), Is.EqualTo("127.0.0.9:4000"));
            Assert.That(settings.RemoteRtcp.ToString(), Is.EqualTo("127.0.0.9:4001"));
            Assert.That((settings.SendPayloadType, settings.SendFormat), Is.EqualTo(((byte)8, AudioFormat.Pcma)), "the first that is no telephone-event");
            Assert.That(settings.ReceivePayloads[0].Format, Is.EqualTo(AudioFormat.Pcmu));
            Assert.That(settings.ReceivePayloads[101].Kind, Is.EqualTo(PayloadKind.TelephoneEvent));
            Assert.That((settings.PtimeMs, settings.RtpTimeoutMs, settings.DetectDtmf), Is.EqualTo((30, 5000, true)));
            Assert.That(settings.RtcpBandwidth, Is.EqualTo(RtcpBandwidth.None));
        });
    }

    [Test]
    public void Header_extensions_are_known_by_their_uri()
    {
        var stream = Stream();
        stream.HeaderExtensions.Add(new HeaderExtension { Id = 3, Uri = MixerLevels.Uri });
        stream.HeaderExtensions.Add(new HeaderExtension { Id = 4, Uri = "urn:example:other" });
        Assert.That(_reader.Audio([stream]).MixerLevelsId, Is.EqualTo(3));

        stream.HeaderExtensions[0].Id = 15;
        Assert.That(() => _reader.Audio([stream]), Throws.InstanceOf<MediaException>().With.Message.StartsWith("streams[0].header_extensions"));
    }

    [Test]
    public void A_codec_without_its_library_is_refused_by_name()
    {
        var reader = new CommandReader(Options.Create(new MpOptions()), Options.Create(new RtpOptions()), new CodecLibrary(_ => false));
        var stream = Stream();
        stream.SendFormats[0] = new PayloadFormat { PayloadType = 97, Encoding = "AMR", ClockRateHz = 8000 };
        var refused = Assert.Throws<MediaException>(() => reader.Audio([stream]));
        Assert.That(refused!.Fault, Is.EqualTo(MediaFault.Forbidden));
        Assert.That(refused.Message, Does.Contain("AMR"));
    }

    [Test]
    public void Absent_fields_have_their_defaults()
    {
        var settings = _reader.Audio([new StreamDescriptor { StreamId = 3, Media = MediaType.Audio, Direction = Direction.Inactive }]);
        Assert.Multiple(() =>
        {
            Assert.That(settings.RemoteRtp.IsKnown, Is.False);
            Assert.That(settings.SendFormat, Is.Null);
            Assert.That(settings.PtimeMs, Is.EqualTo(20));
            Assert.That(settings.RtcpBandwidth, Is.EqualTo(RtcpBandwidth.OfSession(64)));
        });
    }

    [Test]
    public void Mux_puts_rtcp_on_the_rtp_port()
    {
        var stream = Stream();
        stream.RtcpMux = true;
        Assert.That(_reader.Audio([stream]).RemoteRtcp.Port, Is.EqualTo(4000));
    }

    [Test]
    public void The_address_of_all_zeros_is_nowhere_to_send_to()
    {
        var stream = Stream();
        stream.Remote.Address = "0.0.0.0";
        Assert.That(_reader.Audio([stream]).RemoteRtp.IsKnown, Is.False);
    }

    [TestCaseSource(nameof(Wrong))]
    public void Names_the_field_that_is_wrong(string field, Action<StreamDescriptor> spoil)
    {
        var stream = Stream();
        spoil(stream);
        var refused = Assert.Throws<MediaException>(() => _reader.Audio([stream]));
        Assert.That(refused!.Fault, Is.EqualTo(MediaFault.Invalid));
        Assert.That(refused.Message, Does.StartWith($"streams[0].{field}"));
    }

    [Test]
    public void One_stream_no_more_and_no_less()
    {
        Assert.That(() => _reader.Audio([]), Throws.InstanceOf<MediaException>().With.Message.StartsWith("streams"));
        Assert.That(() => _reader.Audio([Stream(), Stream()]), Throws.InstanceOf<MediaException>().With.Message.StartsWith("streams"));
    }

    [TestCase("", "mrfc", "context_id")]
    [TestCase("c1", "", "owner")]
    public void A_context_needs_its_names(string id, string owner, string field) => Assert.That(
        () => _reader.Context(new AddContextRequest { ContextId = id, Owner = owner }),
        Throws.InstanceOf<MediaException>().With.Message.StartsWith(field));

    [Test]
    public void A_context_has_the_default_lease_unless_told()
    {
        var request = new AddContextRequest { ContextId = "c1", Owner = "mrfc" };
        Assert.That(_reader.Context(request).Lease.TotalSeconds, Is.EqualTo(60));
        request.LeaseSeconds = 7;
        Assert.That(_reader.Context(request).Lease.TotalSeconds, Is.EqualTo(7));
        request.Media.Add(MediaType.Video);
        Assert.That(() => _reader.Context(request), Throws.InstanceOf<MediaException>().With.Message.StartsWith("media"));
    }

    private static IEnumerable<TestCaseData> Wrong()
    {
        yield return Case("stream_id", it => it.StreamId = 0);
        yield return Case("media", it => it.Media = MediaType.Video);
        yield return Case("direction", it => it.Direction = Direction.Unspecified);
        yield return Case("remote.address", it => it.Remote.Address = "ue.home1.net");
        yield return Case("remote.address", it => it.Remote.Address = "::1");
        yield return Case("remote.address", it => it.Remote.Address = "224.0.0.1");
        yield return Case("remote.rtp_port", it => it.Remote.RtpPort = 0);
        yield return Case("remote.rtp_port", it => it.Remote.RtpPort = 70_000);
        yield return Case("remote.rtcp_port", it => it.Remote.RtcpPort = 70_000);
        yield return Case("send_formats", it => it.SendFormats[0].Encoding = "G729");
        yield return Case("send_formats", it => it.SendFormats[0].ClockRateHz = 16_000);
        yield return Case("send_formats", it => it.SendFormats[0].Channels = 2);
        yield return Case("send_formats.payload_type", it => it.SendFormats[0].PayloadType = 128);
        yield return Case("receive_formats", it => it.ReceiveFormats[0].Encoding = "opus");
        yield return Case("receive_formats", it => it.ReceiveFormats.Add(it.ReceiveFormats[0].Clone()));
        yield return Case("srtp_send", it => it.SrtpSend = Key("AES_CM_128_HMAC_SHA1_80", 30));
        yield return Case("srtp_send.suite", it => it.SrtpSend = it.SrtpReceive = Key("AES_256_CM_HMAC_SHA1_80", 46));
        yield return Case("srtp_send.key", it => it.SrtpSend = it.SrtpReceive = Key("AES_CM_128_HMAC_SHA1_80", 28));
        yield return Case("srtp_receive.suite", it => (it.SrtpSend, it.SrtpReceive) = (Key("AES_CM_128_HMAC_SHA1_80", 30), Key("AES_CM_128_HMAC_SHA1_32", 30)));
        yield return Case("ptime_ms", it => it.PtimeMs = 25);
        yield return Case("ptime_ms", it => it.PtimeMs = 250);
        yield return Case("rtp_timeout_ms", it => it.RtpTimeoutMs = uint.MaxValue);

        static TestCaseData Case(string field, Action<StreamDescriptor> spoil) => new(field, spoil);
    }

    [Test]
    public void Keys_are_read()
    {
        var stream = Stream();
        (stream.SrtpSend, stream.SrtpReceive) = (Key("AEAD_AES_128_GCM", 28), Key("AEAD_AES_128_GCM", 28));
        var keys = _reader.Audio([stream]).Srtp!;
        Assert.That((keys.Suite, keys.Send.Length, keys.Receive.Length), Is.EqualTo((SrtpSuite.AeadAes128Gcm, 28, 28)));
    }

    private static SrtpKey Key(string suite, int bytes) => new() { Suite = suite, Key = Google.Protobuf.ByteString.CopyFrom(new byte[bytes]) };

    private static StreamDescriptor Stream() => new()
    {
        StreamId = 1,
        Media = MediaType.Audio,
        Direction = Direction.SendReceive,
        Remote = new Endpoint { Address = "127.0.0.9", RtpPort = 4000 },
        SendFormats = { new PayloadFormat { PayloadType = 8, Encoding = "pcma", ClockRateHz = 8000 } },
        ReceiveFormats =
        {
            new PayloadFormat { PayloadType = 0, Encoding = "PCMU", ClockRateHz = 8000, Channels = 1 },
            new PayloadFormat { PayloadType = 101, Encoding = "telephone-event", ClockRateHz = 8000, Fmtp = "0-16" },
        },
    };
}

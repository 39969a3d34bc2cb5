using System.Text;
using ImsConference.Sip.Sdp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Sdp;

public sealed class SessionDescriptionTests
{
    /// <summary>The offer of TS 24.147 A.3, with the odd things that UEs put in.</summary>
    private const string UeOffer = """
        v=0
        o=- 2987933615 2987933615 IN IP6 2001:db8:5555::aaa:bbb:ccc:ddd
        s=-
        c=IN IP6 2001:db8:5555::aaa:bbb:ccc:ddd
        b=AS:92
        t=0 0
        a=sendrecv
        m=audio 3456 RTP/AVP 97 96 8
        b=AS:41
        b=RS:600
        b=RR:2000
        a=curr:qos local none
        a=curr:qos remote none
        a=des:qos mandatory local sendrecv
        a=des:qos none remote sendrecv
        a=rtpmap:97 AMR/8000/1
        a=fmtp:97 mode-set=0,2,5,7; mode-change-period=2
        a=rtpmap:96 telephone-event/8000
        a=fmtp:96 0-15
        a=ptime:20
        a=maxptime:240
        a=rtcp:53020 IN IP4 192.0.2.9
        a=rtcp-mux
        a=X-unknown: kept as it is
        m=video 0 RTP/AVP 98
        m=message 2855 TCP/MSRP *
        c=IN IP4 192.0.2.1
        a=path:msrp://192.0.2.1:2855/s111271;tcp

        """;

    private static SessionDescription Parse(string text)
    {
        var isGood = SessionDescription.TryParse(Encoding.UTF8.GetBytes(text), out var description, out var fault);
        Assert.That(isGood, Is.True, fault);
        return description;
    }

    [Test]
    public void Reads_an_ims_offer()
    {
        var offer = Parse(UeOffer);
        Assert.That(offer.Origin, Is.EqualTo(new Origin("-", 2987933615, 2987933615, "2001:db8:5555::aaa:bbb:ccc:ddd", IsIPv6: true)));
        Assert.That(offer.Bandwidths, Is.EqualTo(new[] { new Bandwidth("AS", 92) }));
        Assert.That(offer.Media, Has.Length.EqualTo(3));

        var audio = offer.Media[0];
        Assert.That(audio.RtpMaps, Is.EqualTo(new[] { new RtpMap(97, "AMR", 8000), new RtpMap(96, "telephone-event", 8000), new RtpMap(8, "PCMA", 8000) }));
        Assert.That(audio.FormatParameters(97), Is.EqualTo("mode-set=0,2,5,7; mode-change-period=2"));
        Assert.That(audio.FormatParameters(8), Is.Null);
        Assert.That((audio.PacketTimeMs, audio.MaxPacketTimeMs, audio.RtcpPort, audio.HasRtcpMux), Is.EqualTo((20, 240, 53020, true)));
        Assert.That((audio.BandwidthOf("as"), audio.BandwidthOf("RS"), audio.BandwidthOf("TIAS")), Is.EqualTo((41L, 600L, (long?)null)));
        Assert.That(audio.Preconditions.Lines, Has.Length.EqualTo(4));
        Assert.That(audio.Preconditions.Lines[2], Is.EqualTo(new Precondition(
            PreconditionKind.Desired, "qos", PreconditionStrength.Mandatory, PreconditionStatus.Local, MediaDirection.SendReceive)));
        Assert.That(offer.ConnectionOf(audio)!.Address, Is.EqualTo("2001:db8:5555::aaa:bbb:ccc:ddd"));
        Assert.That(offer.ConnectionOf(offer.Media[2]), Is.EqualTo(new Connection("192.0.2.1")));
        Assert.That(offer.Media[1].IsRefused, Is.True);
    }

    [Test]
    public void Writes_exactly_these_bytes()
    {
        var audio = new MediaDescription { Media = "audio", Port = 10000 }
            .WithFormat(new RtpMap(0, "PCMU", 8000))
            .WithFormat(new RtpMap(101, "telephone-event", 8000), "0-15")
            .WithDirection(MediaDirection.SendOnly)
            .WithBandwidth("AS", 80);
        var description = new SessionDescription
        {
            Origin = Origin.For(System.Net.IPAddress.Parse("192.0.2.5"), 42, 1),
            Connection = Connection.For(System.Net.IPAddress.Parse("2001:db8::5")),
            Media = [audio, new MediaDescription { Media = "video", Port = 4000, Formats = ["98"], Attributes = [new SdpAttribute("rtpmap", "98 H264/90000")] }.Refused()],
            OtherLines = [new SdpLine('i', "A conference")],
        };

        Assert.That(Encoding.UTF8.GetString(description.Write()), Is.EqualTo("""
            v=0
            o=- 42 1 IN IP4 192.0.2.5
            s=-
            i=A conference
            c=IN IP6 2001:db8::5
            t=0 0
            m=audio 10000 RTP/AVP 0 101
            b=AS:80
            a=rtpmap:0 PCMU/8000
            a=rtpmap:101 telephone-event/8000
            a=fmtp:101 0-15
            a=sendonly
            m=video 0 RTP/AVP 98

            """.ReplaceLineEndings("\r\n")));
    }

    [Test]
    public void Reading_what_was_written_gives_the_same_bytes()
    {
        var once = Parse(UeOffer).Write();
        Assert.That(Parse(Encoding.UTF8.GetString(once)).Write(), Is.EqualTo(once));
        Assert.That(Encoding.UTF8.GetString(once), Does.Contain("a=X-unknown:kept as it is\r\n").And.Contain("m=message 2855 TCP/MSRP *\r\n"));
    }

    [TestCase("v=0\no=- 1 1 IN IP4 192.0.2.1\n", ExpectedResult = "", Description = "s= and t= may be missing, LF alone may end a line")]
    [TestCase("v=0\r\no=- 1 99999999999999999999999 IN IP4 h\r\nb=junk\r\nt=x\r\n", ExpectedResult = "", Description = "odd numbers tell nothing")]
    [TestCase("", ExpectedResult = "empty")]
    [TestCase("o=- 1 1 IN IP4 192.0.2.1\n", ExpectedResult = "v= missing")]
    [TestCase("v=1\n", ExpectedResult = "v= malformed: 1")]
    [TestCase("v=0\n", ExpectedResult = "o= missing")]
    [TestCase("v=0\no=- 1 1 IN IP4\n", ExpectedResult = "o= malformed: - 1 1 IN IP4")]
    [TestCase("v=0\no=- 1 1 IN IP4 h\nc=IN IP5 h\n", ExpectedResult = "c= malformed: IN IP5 h")]
    [TestCase("v=0\no=- 1 1 IN IP4 h\nm=audio 70000 RTP/AVP 0\n", ExpectedResult = "m= malformed: audio 70000 RTP/AVP 0")]
    [TestCase("v=0\no=- 1 1 IN IP4 h\nm=audio 7000 RTP/AVP\n", ExpectedResult = "m= malformed: audio 7000 RTP/AVP")]
    [TestCase("v=0\no=- 1 1 IN IP4 h\nc=aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee\n", ExpectedResult = "c= malformed: aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd…", Description = "fit for a reason phrase")]
    [TestCase("v=0\nhello\n", ExpectedResult = "line 2 is not type=value")]
    public string Names_the_fault(string text) => SessionDescription.TryParse(Encoding.UTF8.GetBytes(text), out _, out var fault) ? "" : fault;

    [TestCase("c=IN IP4 192.0.2.1", "", "", ExpectedResult = MediaDirection.SendReceive)]
    [TestCase("c=IN IP4 192.0.2.1", "a=sendonly", "", ExpectedResult = MediaDirection.SendOnly)]
    [TestCase("c=IN IP4 192.0.2.1", "a=sendonly", "a=recvonly", ExpectedResult = MediaDirection.ReceiveOnly)]
    [TestCase("c=IN IP4 0.0.0.0", "", "", ExpectedResult = MediaDirection.SendOnly, Description = "RFC 3264 §8.4")]
    [TestCase("c=IN IP6 ::", "", "a=inactive", ExpectedResult = MediaDirection.Inactive)]
    public MediaDirection Direction_of_a_media_line(string connection, string sessionLine, string mediaLine)
    {
        var lines = new[] { "v=0", "o=- 1 1 IN IP4 h", connection, sessionLine, "m=audio 4000 RTP/AVP 0", mediaLine };
        var description = Parse(string.Join('\n', lines.Where(line => line.Length > 0)));
        return description.DirectionOf(description.Media[0]);
    }

    [Test]
    public void Version_grows_by_one_exactly_when_something_changed()
    {
        var first = Parse(UeOffer).WithVersion(7);
        Assert.That(Parse(UeOffer).Following(first).Origin.Version, Is.EqualTo(7));

        var held = first with { Media = first.Media.SetItem(0, first.Media[0].WithDirection(MediaDirection.SendOnly)) };
        Assert.That(held.Following(first).Origin, Is.EqualTo(first.Origin with { Version = 8 }));
    }

    [TestCase("o=ue 5 7 IN IP4 h", "a=sendrecv", ExpectedResult = null, Description = "a refresh")]
    [TestCase("o=ue 5 8 IN IP4 h", "a=sendonly", ExpectedResult = null)]
    [TestCase("o=ue 5 8 IN IP4 h", "a=sendrecv", ExpectedResult = null, Description = "counted up for nothing: harmless")]
    [TestCase("o=ue 5 7 IN IP4 h", "a=sendonly", ExpectedResult = "o= version is still 7, but the description changed")]
    [TestCase("o=ue 5 6 IN IP4 h", "a=sendonly", ExpectedResult = "o= version went back from 7 to 6")]
    [TestCase("o=ue 6 8 IN IP4 h", "a=sendonly", ExpectedResult = "o= names another session")]
    [TestCase("o=ue 5 8 IN IP4 other", "a=sendonly", ExpectedResult = "o= names another session")]
    public string? What_an_origin_does_against_the_rules(string origin, string direction)
    {
        return Described(origin, direction).OriginFaultAfter(Described("o=ue 5 7 IN IP4 h", "a=sendrecv"));

        static SessionDescription Described(string origin, string direction) => Parse($"v=0\n{origin}\nm=audio 4000 RTP/AVP 0\n{direction}");
    }

    [Test]
    public void Preconditions_are_replaced_as_a_whole_and_odd_ones_passed_over()
    {
        var audio = Parse(UeOffer).Media[0].WithAttribute("conf", "qos remote sideways");
        Assert.That(audio.Preconditions.Lines, Has.Length.EqualTo(4));

        var set = new PreconditionSet(
        [
            new Precondition(PreconditionKind.Current, "qos", null, PreconditionStatus.EndToEnd, MediaDirection.Inactive),
            new Precondition(PreconditionKind.Desired, "qos", PreconditionStrength.Optional, PreconditionStatus.Remote, MediaDirection.ReceiveOnly),
            new Precondition(PreconditionKind.Confirm, "qos", null, PreconditionStatus.Remote, MediaDirection.SendReceive),
        ]);
        var changed = audio.WithPreconditions(set);
        Assert.That(changed.Preconditions, Is.EqualTo(set));
        Assert.That(changed.Attributes[^3..].Select(a => $"{a.Name}:{a.Value}"),
            Is.EqualTo(new[] { "curr:qos e2e none", "des:qos optional remote recv", "conf:qos remote sendrecv" }));
    }

    [Test]
    public void Nothing_breaks_out_of_its_line()
    {
        var description = Parse(UeOffer);
        Assert.That(() => (description with { SessionName = "x\r\na=sendrecv" }).Write(), Throws.InvalidOperationException);
        Assert.That(() => (description with { Connection = new Connection("192.0.2.1 a=x") }).Write(), Throws.InvalidOperationException);
        Assert.That(() => (description with { Media = [new MediaDescription { Media = "audio", Port = 1 }] }).Write(), Throws.InvalidOperationException);
    }

    [Test]
    public void Cut_and_flipped_descriptions_only_return_false([Random(3)] int seed)
    {
        var random = new Random(seed);
        var offer = Encoding.UTF8.GetBytes(UeOffer);
        for (var round = 0; round < 500; round++)
        {
            var bytes = offer[..random.Next(offer.Length + 1)];
            for (var flips = random.Next(6); flips > 0 && bytes.Length > 0; flips--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            if (!SessionDescription.TryParse(bytes, out var description, out var fault))
            {
                Assert.That(fault, Is.Not.Empty, $"seed {seed}, round {round}");
                continue;
            }

            var written = description.Write();
            Assert.That(SessionDescription.TryParse(written, out _, out fault), Is.True, $"seed {seed}, round {round}: {fault}");
        }
    }
}

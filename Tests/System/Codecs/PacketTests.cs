using System.Globalization;
using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using ImsConference.Tests.Ue;
using ImsConference.Tests.Ue.Sounds;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Codecs;

/// <summary>Packets of a conference as tshark reads them, which learns their payload types from our SDP.</summary>
public sealed class PacketTests : LabFixture
{
    private const double Loud = -30;
    private const double Gone = -50;

    [TestCase("AMR", "amr.nb", 7, TestName = "AMR")]
    [TestCase("AMR-WB", "amr.wb", 2, TestName = "AMR-WB")]
    [CancelAfter(60_000)]
    [Requirement("RFC 4867 §4.3", "AMR and AMR-WB in bandwidth-efficient form, every field as an independent reader has it")]
    public async Task Bandwidth_efficient_frames_are_read_field_by_field(string encoding, string prefix, int mode, CancellationToken stop)
    {
        var codec = encoding == "AMR" ? UeCodec.Amr : UeCodec.AmrWb;
        await using var capture = await Capture.StartAsync(Lab.Address, stop);
        await using var talker = await Lab.CallAsync(Factory, Tone.HzOf(0), stop);
        await using var listener = await (await Lab.Ues.AddAsync(Profile(codec))).CallAsync(talker.ConferenceUri, stop);
        await Task.Delay(TimeSpan.FromSeconds(1), stop);
        var port = listener.RemoteDescription!.Media[0].Port;
        await listener.ListenAsync(TimeSpan.FromSeconds(1), stop);
        await capture.EndAsync();

        var sent = $"rtp && udp.srcport == {port}";
        var fields = await capture.ReadAsync(
            ["amr.encoding.version:RFC 3267 BW-efficient"], sent, stop, $"{prefix}.cmr", "amr.toc.f", $"{prefix}.toc.ft", "amr.toc.q");
        Assert.That(fields, Has.Count.GreaterThan(25));
        Assert.That(fields.Count(line => line == $"15\t0\t{mode}\t1"), Is.GreaterThan(fields.Count - 15), "no mode request, one frame of the highest usual mode, whole");
        Assert.That(fields.Where(line => !line.StartsWith("15\t0\t", StringComparison.Ordinal)), Is.Empty);
        var unsound = "amr.not_enough_data_for_frames || amr.superfluous_data || amr.padding_bits_not0 || amr.spare_bit_not0 || _ws.malformed";
        Assert.That(await capture.ReadAsync(["amr.encoding.version:RFC 3267 BW-efficient"], $"{sent} && ({unsound})", stop, "frame.number"), Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 6464 §3", "What a participant tells of its loudness decides whether it is heard")]
    [Requirement("RFC 6465 §3", "A mixer tells the level of each contributor to those who asked for it")]
    public async Task Levels_are_read_and_told(CancellationToken stop)
    {
        await using var capture = await Capture.StartAsync(Lab.Address, stop);
        await using var talker = await Lab.CallAsync(Factory, Tone.HzOf(0), stop);
        var equipment = await Lab.AddUeAsync(0);
        await using var phone = await LevelPhone.CallAsync(equipment, talker.ConferenceUri, Tone.HzOf(1), told: 0x80 | 25, stop);
        Assert.That(phone.Answer.Attributes.Where(it => it.Name == "extmap").Select(it => it.Value), Is.EquivalentTo(new[]
        {
            "3/recvonly urn:ietf:params:rtp-hdrext:ssrc-audio-level vad=on", "4/sendonly urn:ietf:params:rtp-hdrext:csrc-audio-level",
        }));
        await Task.Delay(TimeSpan.FromSeconds(0.7), stop);
        Assert.That(await talker.LevelDbAsync(Tone.HzOf(1), stop), Is.GreaterThan(Loud));
        phone.Tell(127);
        await Task.Delay(TimeSpan.FromSeconds(1.5), stop); // the hold of who has spoken
        Assert.That(await talker.LevelDbAsync(Tone.HzOf(1), stop), Is.LessThan(Gone), "its tone goes on, and it says that it is silent");
        await capture.EndAsync();

        var sent = $"rtp && udp.srcport == {phone.Answer.Port} && rtp.ext.rfc5285.id == {LevelPhone.MixerLevelsId}";
        var told = (await capture.ReadAsync(sent, stop, "rtp.csrc.item", "rtp.ext.rfc5285.data")).Select(line => line.Split('\t')).ToList();
        Assert.That(told, Has.Count.GreaterThan(60));
        Assert.That(told.Select(it => it[0]).Distinct(), Is.EqualTo(new[] { $"0x{talker.Media.Ssrc:x8}" }), "it is not told of itself");
        var levels = told.Select(it => int.Parse(it[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToList();
        Assert.That(levels.Skip(20), Is.All.InRange(5, 40), "a steady tone");
        Assert.That(levels.Skip(20).Distinct().Count(), Is.LessThanOrEqualTo(3));
    }

    private static UeProfile Profile(UeCodec codec) => new()
    {
        Identity = $"sip:listener-{codec.Map.Encoding.ToLowerInvariant()}@home1.net",
        Codecs = [codec],
    };
}

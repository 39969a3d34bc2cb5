using System.Globalization;
using System.Reflection;
using ImsConference.Mrfp;
using ImsConference.Mrfp.Contexts;
using ImsConference.Mrfp.Control;
using ImsConference.Mrfp.Playback;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Control;

public sealed class SettingsTests
{
    [Test]
    public void Help_lists_every_key_with_its_default()
    {
        var keys = new Dictionary<string, object> { ["Mp"] = new MpOptions(), ["Rtp"] = new RtpOptions(), ["Media"] = new MediaOptions(), ["Playback"] = new PlaybackOptions() }
            .SelectMany(section => section.Value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.CanWrite)
                .Select(property => ($"{section.Key}:{property.Name}", Text(property.GetValue(section.Value)))));
        Assert.That(SettingsTable.Rows.Select(row => (row.Key, row.Default)), Is.EquivalentTo(keys));
    }

    [TestCase("127.0.0.1", false, ExpectedResult = true)]
    [TestCase("127.9.8.7", false, ExpectedResult = true)]
    [TestCase("::1", false, ExpectedResult = true)]
    [TestCase("0.0.0.0", false, ExpectedResult = false, Description = "nobody may command an MRFP unasked")]
    [TestCase("192.0.2.1", false, ExpectedResult = false)]
    [TestCase("192.0.2.1", true, ExpectedResult = true)]
    [TestCase("localhost", true, ExpectedResult = false)]
    public bool The_service_stays_on_loopback_unless_told(string address, bool allowRemote) =>
        new MpOptionsCheck().Validate(null, new MpOptions { Address = address, AllowRemote = allowRemote }).Succeeded;

    [Test]
    public void Every_fault_is_named_by_its_key()
    {
        var mp = new MpOptionsCheck().Validate(null, new MpOptions { Port = -1, LeaseSeconds = 0, LoadSeconds = 0, DrainSeconds = -1, EventQueue = 1 });
        var rtp = new RtpOptionsCheck().Validate(null, new RtpOptions { Address = "0.0.0.0", FirstPort = 11, LastPort = 10, QuarantineSeconds = -1 });
        var media = new MediaOptionsCheck().Validate(null, new MediaOptions { Workers = -1, Niceness = 20, MaxContexts = 0, MaxTerminations = 0 });
        var playback = new PlaybackOptionsCheck().Validate(null, new PlaybackOptions { RecordingFolder = "", PromptFolder = " ", CacheMegabytes = -1 });
        string[] named = ["Mp:Port", "Mp:LeaseSeconds", "Mp:LoadSeconds", "Mp:DrainSeconds", "Mp:EventQueue", "Rtp:PublicAddress", "Rtp:FirstPort",
            "Rtp:LastPort", "Rtp:QuarantineSeconds", "Media:Workers", "Media:Niceness", "Media:MaxContexts", "Media:MaxTerminations", "Playback:RecordingFolder", "Playback:PromptFolder", "Playback:CacheMegabytes"];
        var text = string.Join('\n', new[] { mp, rtp, media, playback }.Select(it => it.FailureMessage));
        foreach (var key in named) Assert.That(text, Does.Contain(key));
    }

    private static string Text(object? value) =>
        value is bool truth ? (truth ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}

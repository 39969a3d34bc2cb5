using Grpc.Core;
using Grpc.Wire;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Grpc;

public sealed class MetadataTests
{
    [Test]
    public void Keys_are_lower_case_and_the_last_value_counts()
    {
        var metadata = new Metadata { { "Key", "1" }, { "key", "2" }, { "raw-BIN", [1, 2] } };
        Assert.That(metadata.GetValue("KEY"), Is.EqualTo("2"));
        Assert.That(metadata.GetAll("key").Select(e => e.Value), Is.EqualTo(["1", "2"]));
        Assert.That(metadata.GetValueBytes("raw-bin"), Is.EqualTo(new byte[] { 1, 2 }));
        Assert.That(metadata.Get("none"), Is.Null);
    }

    [TestCase("")]
    [TestCase("a b")]
    [TestCase("ö")]
    [TestCase(":path")]
    [TestCase("a\r\nb")]
    public void A_key_that_no_header_can_have_is_refused(string key) =>
        Assert.That(() => new Metadata.Entry(key, "x"), Throws.ArgumentException);

    [TestCase("a\r\nb")]
    [TestCase("ö")]
    public void A_value_that_no_header_can_have_is_refused(string value) =>
        Assert.That(() => new Metadata.Entry("key", value), Throws.ArgumentException);

    [Test]
    public void Text_and_bytes_keep_to_their_keys()
    {
        Assert.That(() => new Metadata.Entry("key-bin", "text"), Throws.ArgumentException);
        Assert.That(() => new Metadata.Entry("key", [1]), Throws.ArgumentException);
        Assert.That(() => new Metadata.Entry("key-bin", [1]).Value, Throws.InvalidOperationException);
        Assert.That(new Metadata.Entry("key", "A").ValueBytes, Is.EqualTo(new byte[] { 65 }));
    }

    [Test]
    public void Bytes_do_not_change_behind_the_back()
    {
        byte[] bytes = [1];
        var entry = new Metadata.Entry("key-bin", bytes);
        bytes[0] = 2;
        entry.ValueBytes[0] = 3;
        Assert.That(entry.ValueBytes, Is.EqualTo(new byte[] { 1 }));
    }

    [Test]
    public void The_empty_metadata_stay_empty() =>
        Assert.That(() => Metadata.Empty.Add("key", "value"), Throws.InvalidOperationException);

    [TestCase("AQID", ExpectedResult = "010203")]
    [TestCase("AQI=", ExpectedResult = "0102")]
    [TestCase("AQI", ExpectedResult = "0102", Description = "padding may be left out")]
    [TestCase("AQ", ExpectedResult = "01")]
    [TestCase("", ExpectedResult = "")]
    [TestCase("AQ,AQI=", ExpectedResult = "01 0102", Description = "several values in one field")]
    [TestCase("AQ, !", ExpectedResult = "01", Description = "what is no base64 is left out")]
    public string Received_bytes_are_base64(string value)
    {
        var metadata = new Metadata();
        MetadataHeaders.AddReceived(metadata, "Key-Bin", [value]);
        return string.Join(' ', metadata.GetAll("key-bin").Select(e => Convert.ToHexString(e.ValueBytes)));
    }

    [TestCase("grpc-status")]
    [TestCase("Content-Type")]
    [TestCase(":authority")]
    [TestCase("te")]
    public void Fields_of_the_protocol_are_no_metadata(string name)
    {
        var metadata = new Metadata();
        MetadataHeaders.AddReceived(metadata, name, ["x"]);
        Assert.That(metadata, Has.Count.Zero);
    }

    [Test]
    public void A_received_text_is_taken_as_it_came()
    {
        var metadata = new Metadata();
        MetadataHeaders.AddReceived(metadata, "key", ["ö", null, "2"]);
        Assert.That(metadata.Select(e => e.Value), Is.EqualTo(["ö", "2"]));
    }
}

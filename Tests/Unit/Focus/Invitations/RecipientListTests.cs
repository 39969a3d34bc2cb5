using System.Text;
using ImsConference.Mrfc.Focus.Invitations;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus.Invitations;

/// <summary>Lists of recipients are read with care, and told on with discretion (RFC 5363, RFC 5364).</summary>
public sealed class RecipientListTests
{
    private const string Head = "<resource-lists xmlns=\"urn:ietf:params:xml:ns:resource-lists\">";

    [Test]
    public void Each_user_stands_once_with_its_copy_control()
    {
        var list = Read(ListText.Of(
            "sip:bill@example.com cp:copyControl=\"to\"", "sip:joe@example.org cp:copyControl=\"cc\" cp:anonymize=\"true\"",
            "sip:ted@example.net cp:copyControl=\"bcc\"", "sip:BILL@example.com", "sip:bill@EXAMPLE.com;method=INVITE cp:copyControl=\"cc\"", "tel:+4912345"));

        Assert.That(list, Is.EqualTo(new[]
        {
            "sip:bill@example.com To", "sip:joe@example.org Cc anonymous", "sip:ted@example.net Bcc", "sip:BILL@example.com Bcc", "tel:+4912345 Bcc",
        }));
    }

    [TestCase("urn:ietf:params:xml:ns:copycontrol", ExpectedResult = "sip:a@b To")]
    [TestCase("urn:ietf:params:xml:ns:copyControl", ExpectedResult = "sip:a@b To", Description = "as the examples of RFC 5366 write it")]
    [TestCase("urn:example:other", ExpectedResult = "sip:a@b Bcc")]
    public string Namespace_of_copy_control(string name) =>
        Read($"{Head}<list><entry uri=\"sip:a@b\" x:copyControl=\"to\" xmlns:x=\"{name}\"/></list></resource-lists>").Single();

    [Test]
    public void What_is_more_than_a_flat_list_is_passed_over() => Assert.That(
        Read($"{Head}<!-- hello --><list name=\"x\"><display-name>Friends</display-name><entry-ref ref=\"a/b\"/><external anchor=\"http://x\"/><list><entry uri=\"sip:a@b\"><display-name>A</display-name></entry></list></list></resource-lists>"),
        Is.EqualTo(new[] { "sip:a@b Bcc" }));

    [TestCase("", Description = "nothing")]
    [TestCase("hello", Description = "no XML")]
    [TestCase(Head + "<list><entry uri=\"sip:a@b\"/></list>", Description = "cut off")]
    [TestCase(Head + "<list/></resource-lists>", Description = "nobody in it")]
    [TestCase(Head + "<list><entry/></list></resource-lists>", Description = "no URI")]
    [TestCase(Head + "<list><entry uri=\"nobody\"/></list></resource-lists>", Description = "no URI")]
    [TestCase("<resource-lists><list><entry uri=\"sip:a@b\"/></list></resource-lists>", Description = "another namespace")]
    [TestCase("<!DOCTYPE x [<!ENTITY a \"sip:a@b\">]>" + Head + "<list><entry uri=\"&a;\"/></list></resource-lists>", Description = "entities are a weapon")]
    [TestCase("<!DOCTYPE x SYSTEM \"file:///etc/passwd\">" + Head + "<list><entry uri=\"sip:a@b\"/></list></resource-lists>", Description = "so are files")]
    public void Is_refused(string text) => Assert.That(
        (RecipientList.TryRead(ListText.Part(text), out _, out var refusal), refusal?.Status), Is.EqualTo((false, (int?)400)));

    [Test]
    public void Depth_and_length_are_bounded()
    {
        Assert.That(RecipientList.TryRead(ListText.Part($"{Head}{string.Concat(Enumerable.Repeat("<list>", 50))}<entry uri=\"sip:a@b\"/>"), out _, out _), Is.False);
        Assert.That(RecipientList.TryRead(ListText.Part(ListText.Of(Enumerable.Range(0, 5000).Select(i => $"sip:user{i}@example.com"))), out _, out _), Is.False);
    }

    [Test]
    public void Another_type_of_list_is_unknown() => Assert.That(
        (RecipientList.TryRead(ListText.Part(ListText.Of("sip:a@b")) with { ContentType = "text/plain" }, out _, out var refusal), refusal?.Status),
        Is.EqualTo((false, (int?)415)));

    [Test]
    public void Damaged_lists_are_refused_and_never_more([Random(3)] int seed)
    {
        var random = new Random(seed);
        var good = Encoding.UTF8.GetBytes(ListText.Of("sip:bill@example.com cp:copyControl=\"to\"", "sip:joe@example.org"));
        for (var i = 0; i < 500; i++)
        {
            var bytes = good[..random.Next(1, good.Length + 1)];
            for (var flips = random.Next(4); flips > 0; flips--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            var part = ListText.Part("") with { Content = bytes };
            Assert.That(() => RecipientList.TryRead(part, out _, out _), Throws.Nothing, $"seed {seed}");
        }
    }

    [Test]
    public void History_tells_of_to_and_cc_and_counts_the_hidden()
    {
        RecipientList.TryRead(ListText.Part(ListText.Of(
            "sip:bill@example.com?Replaces=secret%3Bto-tag%3D1%3Bfrom-tag%3D2 cp:copyControl=\"to\"", "sip:randy@example.net;method=INVITE cp:copyControl=\"cc\"",
            "sip:eddy@example.com cp:copyControl=\"to\" cp:anonymize=\"true\"", "sip:carol@example.com cp:copyControl=\"to\" cp:anonymize=\"1\"",
            "sip:ted@example.net cp:copyControl=\"bcc\"", "sip:andy@example.com")), out var list, out _);
        var history = RecipientHistory.Of(list)!;
        var text = Encoding.UTF8.GetString(history.Content.Span);

        Assert.That(history.IsFor("recipient-list-history") && history.Is("application/resource-lists+xml"));
        Assert.That(text, Does.Contain("<entry uri=\"sip:bill@example.com\" cp:copyControl=\"to\" />"));
        Assert.That(text, Does.Contain("<entry uri=\"sip:randy@example.net\" cp:copyControl=\"cc\" />"));
        Assert.That(text, Does.Contain("<entry uri=\"sip:anonymous@anonymous.invalid\" cp:copyControl=\"to\" cp:count=\"2\" />"));
        foreach (var hidden in (string[])["secret", "eddy", "carol", "ted", "sip:andy"]) Assert.That(text, Does.Not.Contain(hidden));
    }

    [Test]
    public void History_of_blind_copies_is_none()
    {
        RecipientList.TryRead(ListText.Part(ListText.Of("sip:a@b", "sip:c@d cp:copyControl=\"bcc\"")), out var list, out _);
        Assert.That(RecipientHistory.Of(list), Is.Null);
    }

    private static string[] Read(string text)
    {
        Assert.That(RecipientList.TryRead(ListText.Part(text), out var list, out var refusal), refusal?.Text);
        return [.. list.Select(one => $"{one.Uri} {one.Copy}{(one.IsAnonymous ? " anonymous" : "")}")];
    }
}

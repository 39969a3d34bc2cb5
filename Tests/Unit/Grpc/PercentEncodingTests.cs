using System.Text;
using Grpc.Wire;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Grpc;

public sealed class PercentEncodingTests
{
    [TestCase("", "")]
    [TestCase("plain ~text!", "plain ~text!")]
    [TestCase("50 %", "50 %25")]
    [TestCase("a\r\nb", "a%0D%0Ab")]
    [TestCase("ö世", "%C3%B6%E4%B8%96")]
    [TestCase("😀", "%F0%9F%98%80", Description = "a pair of surrogates is one character")]
    public void Encodes_and_decodes(string text, string encoded)
    {
        Assert.That(PercentEncoding.Encode(text), Is.EqualTo(encoded));
        Assert.That(PercentEncoding.Decode(encoded), Is.EqualTo(text));
    }

    [TestCase("%", ExpectedResult = "%")]
    [TestCase("%4", ExpectedResult = "%4")]
    [TestCase("%zz", ExpectedResult = "%zz")]
    [TestCase("%c3%b6", ExpectedResult = "ö", Description = "lower-case digits")]
    [TestCase("%FF", ExpectedResult = "\uFFFD", Description = "no UTF-8")]
    [TestCase("50%25%", ExpectedResult = "50%%")]
    public string Keeps_what_is_no_escape(string text) => PercentEncoding.Decode(text);

    [Test]
    public void Any_text_survives([Random(20)] int seed)
    {
        var random = new Random(seed);
        var text = string.Concat(Enumerable.Range(0, 50).Select(_ => new Rune(random.Next(2) == 0 ? random.Next(128) : random.Next(0xE000, 0x11_0000))));
        var encoded = PercentEncoding.Encode(text);
        Assert.That(encoded, Does.Match("^[ -~]*$"), $"seed {seed}");
        Assert.That(PercentEncoding.Decode(encoded), Is.EqualTo(text), $"seed {seed}");
    }
}

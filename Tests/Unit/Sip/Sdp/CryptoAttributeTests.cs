using ImsConference.Sip.Sdp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Sdp;

/// <summary>a=crypto lines as peers write them (RFC 4568 §9.1).</summary>
public sealed class CryptoAttributeTests
{
    private const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd"; // 00 .. 1D

    [TestCase("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key)]
    [TestCase("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|2^20")]
    [TestCase("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|1048576")]
    [TestCase("1 AES_CM_128_HMAC_SHA1_80  inline:" + Key + " WSH=64")]
    [TestCase("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + " -unknown=optional")]
    public void A_key_is_read(string value)
    {
        Assert.That(CryptoAttribute.TryParse(value, out var crypto));
        Assert.That(crypto!.Tag, Is.EqualTo(1));
        Assert.That(crypto.Suite, Is.EqualTo("AES_CM_128_HMAC_SHA1_80"));
        Assert.That(crypto.Key, Is.EqualTo(Enumerable.Range(0, 30)));
        Assert.That(crypto.ToString(), Is.EqualTo("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key));
    }

    [TestCase("", TestName = "nothing")]
    [TestCase("1 AES_CM_128_HMAC_SHA1_80", TestName = "no key")]
    [TestCase("x AES_CM_128_HMAC_SHA1_80 inline:" + Key, TestName = "tag is no number")]
    [TestCase("1234567890 AES_CM_128_HMAC_SHA1_80 inline:" + Key, TestName = "tag is too long")]
    [TestCase("1 AES_CM_128_HMAC_SHA1_80 uri:" + Key, TestName = "unknown key method")]
    [TestCase("1 AES_CM_128_HMAC_SHA1_80 inline:***", TestName = "no base64")]
    [TestCase("1 AES_CM_128_HMAC_SHA1_80 inline:", TestName = "empty key")]
    [TestCase("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|2^20|1:4", TestName = "an MKI")]
    [TestCase("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|1:4", TestName = "an MKI without a lifetime")]
    [TestCase("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + ";inline:" + Key, TestName = "two keys")]
    [TestCase("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + " UNENCRYPTED_SRTP", TestName = "a session parameter that must be understood")]
    public void What_we_cannot_do_is_passed_over(string value) => Assert.That(CryptoAttribute.TryParse(value, out _), Is.False);

    [Test]
    public void Lines_with_the_same_key_are_equal()
    {
        Assert.That(CryptoAttribute.TryParse("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key, out var one));
        Assert.That(CryptoAttribute.TryParse("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|2^31", out var other));
        Assert.That(one, Is.EqualTo(other));
        Assert.That(one, Is.Not.EqualTo(one! with { Tag = 2 }));
        Assert.That(one, Is.Not.EqualTo(one with { Key = [.. one.Key.Reverse()] }));
    }
}

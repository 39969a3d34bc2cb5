using System.Text;
using ImsConference.Sip.Digest;
using ImsConference.Sip.Messages;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Digest;

[TestFixture]
public sealed class DigestTests
{
    private const string Realm = "home1.net";

    private readonly ManualTime _time = new();
    private DigestChallenger _challenger = null!;

    [SetUp]
    public void SetUp() => _challenger = new DigestChallenger(Realm, _time);

    [TestCase("MD5", ExpectedResult = "8ca523f5e9506fed4657c9700eebdbec")]
    [TestCase("SHA-256", ExpectedResult = "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    public string Agrees_with_the_figures_of_RFC_7616(string algorithm) => DigestAlgorithm.Find(algorithm)!.Response(
        "Mufasa", "http-auth@example.org", "Circle of Life", "GET", "/dir/index.html",
        "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", ("00000001", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"));

    [Test]
    public void Challenges_with_SHA_256_first_and_MD5_behind_it()
    {
        var challenge = Challenge();
        var algorithms = new List<string>();
        foreach (var value in challenge.Values(HeaderId.WwwAuthenticate)) algorithms.Add(DigestFields.Parse(value, out _)!.Algorithm);
        Assert.That(algorithms, Is.EqualTo(new[] { "SHA-256", "MD5" }));
    }

    [Test]
    public void An_algorithm_that_is_not_offered_is_refused()
    {
        var answered = Answered(new DigestCredentials("alice", "secret"), Challenge());
        var onlyMd5 = new DigestChallenger(Realm, _time, ["MD5"]);
        Assert.That(onlyMd5.Verify(answered, _ => "secret").Result, Is.EqualTo(DigestResult.Refused));
        Assert.That(() => new DigestChallenger(Realm, _time, ["SHA-1"]), Throws.ArgumentException);
    }

    [Test]
    public void A_request_without_credentials_is_to_be_challenged() =>
        Assert.That(Verify(Request()).Result, Is.EqualTo(DigestResult.Missing));

    [TestCase("secret", ExpectedResult = DigestResult.Accepted)]
    [TestCase("Secret", ExpectedResult = DigestResult.Refused)]
    public DigestResult Only_the_password_proves(string password) => Verify(Answered(new DigestCredentials("alice", password), Challenge())).Result;

    [Test]
    public void An_unknown_user_is_told_what_a_wrong_password_is_told() =>
        Assert.That(Verify(Answered(new DigestCredentials("mallory", "secret"), Challenge())).Result, Is.EqualTo(DigestResult.Refused));

    [Test]
    public void The_strongest_challenge_is_answered()
    {
        var request = Answered(new DigestCredentials("alice", "secret"), Challenge());
        Assert.That(DigestFields.Parse(request[HeaderId.Authorization], out _)!.Algorithm, Is.EqualTo("SHA-256"));
    }

    [Test]
    public void One_nonce_serves_many_requests_each_with_a_count_of_its_own()
    {
        var (credentials, challenge) = (new DigestCredentials("alice", "secret"), Challenge());
        for (var i = 0; i < 3; i++) Assert.That(Verify(Answered(credentials, challenge)).Result, Is.EqualTo(DigestResult.Accepted), $"use {i}");
    }

    [Test]
    public void A_replayed_request_is_stale()
    {
        var request = Answered(new DigestCredentials("alice", "secret"), Challenge());
        Verify(request);
        Assert.That(Verify(request).Result, Is.EqualTo(DigestResult.Stale));
    }

    [Test]
    public void A_nonce_grows_old()
    {
        var request = Answered(new DigestCredentials("alice", "secret"), Challenge());
        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.That(Verify(request).Result, Is.EqualTo(DigestResult.Stale));
    }

    [Test]
    public void A_nonce_of_another_server_is_stale_when_the_password_is_right()
    {
        var elsewhere = new DigestChallenger(Realm, _time);
        var challenge = elsewhere.AddChallenges(SipWriter.Response(Request(), 401)).Build();
        Assert.That(Verify(Answered(new DigestCredentials("alice", "secret"), challenge)).Result, Is.EqualTo(DigestResult.Stale));
    }

    [Test]
    public void Another_method_does_not_pass_with_the_same_proof()
    {
        var invite = Answered(new DigestCredentials("alice", "secret"), Challenge());
        var proof = Encoding.UTF8.GetString(invite[HeaderId.Authorization]);
        Assert.That(Verify(Request("BYE", proof)).Result, Is.EqualTo(DigestResult.Refused));
    }

    [TestCase("Digest username=\"alice\"", Description = "no realm: none of our challenges", ExpectedResult = DigestResult.Missing)]
    [TestCase("Basic YWxpY2U6c2VjcmV0", ExpectedResult = DigestResult.Missing)]
    [TestCase("Digest realm=\"home1.net\", username=\"alice\"", ExpectedResult = DigestResult.Malformed)]
    [TestCase("Digest realm=\"home1.net\", realm=\"home1.net\"", ExpectedResult = DigestResult.Malformed)]
    [TestCase("Digest realm=\"home1.net", ExpectedResult = DigestResult.Malformed)]
    [TestCase("Digest realm=\"home1.net\", username=\"alice\", nonce=\"n\", uri=\"sip:x\", response=\"0\", qop=auth-int, nc=00000001, cnonce=\"c\"",
        ExpectedResult = DigestResult.Malformed)]
    [TestCase("Digest realm=\"home1.net\", username=\"alice\", nonce=\"n\", uri=\"sip:x\", response=\"0\", qop=auth, nc=0000000g, cnonce=\"c\"",
        ExpectedResult = DigestResult.Malformed)]
    [TestCase("Digest realm=\"home1.net\", username=\"alice\", nonce=\"n\", uri=\"sip:x\", response=\"0\", algorithm=SHA-1024",
        ExpectedResult = DigestResult.Refused)]
    public DigestResult Odd_credentials(string value) => Verify(Request("INVITE", value)).Result;

    [Test]
    public void A_client_without_qop_may_use_a_nonce_once()
    {
        var nonce = DigestFields.Parse(Challenge()[HeaderId.WwwAuthenticate], out _)!.Nonce;
        var response = DigestAlgorithm.Md5.Response("alice", Realm, "secret", "INVITE", "sip:conf@home1.net", nonce, null);
        var old = $"Digest username=\"alice\", realm=\"{Realm}\", nonce=\"{nonce}\", uri=\"sip:conf@home1.net\", response=\"{response.ToUpperInvariant()}\"";
        Assert.That(Verify(Request("INVITE", old)).Result, Is.EqualTo(DigestResult.Accepted));
        Assert.That(Verify(Request("INVITE", old)).Result, Is.EqualTo(DigestResult.Stale));
    }

    [Test]
    public void A_refused_password_is_not_tried_again_but_a_stale_nonce_is()
    {
        var answers = new DigestAnswers(new DigestCredentials("alice", "wrong"));
        Assert.That(answers.TryTake(Challenge()), Is.True);
        Assert.That(answers.TryTake(Challenge()), Is.False);
        Assert.That(answers.TryTake(_challenger.AddChallenges(SipWriter.Response(Request(), 401), stale: true).Build()), Is.True);
    }

    [Test]
    public void Proxies_and_UAS_are_all_answered_each_with_a_count_of_its_own()
    {
        var answers = new DigestAnswers(new DigestCredentials("alice", "secret"));
        answers.TryTake(SipWriter.Response(Request(), 407)
            .Add(HeaderId.ProxyAuthenticate, "Digest realm=\"a\", nonce=\"1\", qop=\"auth\"")
            .Add(HeaderId.ProxyAuthenticate, "Digest realm=\"a\", nonce=\"2\", qop=\"auth\", algorithm=SHA-256")
            .Add(HeaderId.ProxyAuthenticate, "Digest realm=\"b\", nonce=\"3\", qop=\"auth\"").ToTag("x").Build());
        Assert.That(Sent(), Is.EqualTo(new[] { "ProxyAuthorization a 2 00000001", "ProxyAuthorization b 3 00000001" }));

        answers.TryTake(Challenge());
        Assert.That(Sent().Select(s => string.Join(' ', s.Split(' ')[..2])), Is.EqualTo(new[] { "ProxyAuthorization a", "ProxyAuthorization b", $"Authorization {Realm}" }));
        Assert.That(Sent()[0], Is.EqualTo("ProxyAuthorization a 2 00000003"));

        List<string> Sent() => [.. answers.For("INVITE", "sip:x").Select(header =>
        {
            var fields = DigestFields.Parse(Encoding.UTF8.GetBytes(header.Value), out _)!;
            return $"{header.Id} {fields.Realm} {fields.Nonce} {fields["nc"]}";
        })];
    }

    [Test]
    public void A_full_book_of_nonces_forgets_none_that_could_be_replayed()
    {
        var book = new NonceBook(_time, TimeSpan.FromMinutes(5), capacity: 10);
        var nonces = new List<string>();
        for (var i = 0; i < 100; i++)
        {
            nonces.Add(book.Issue());
            Assert.That(book.TryUse(nonces[i], 1), Is.True, $"nonce {i}");
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.That(book.Count, Is.LessThanOrEqualTo(10));
        Assert.That(nonces.Where(nonce => book.TryUse(nonce, 1)), Is.Empty);
    }

    [Test]
    public void Quotes_and_backslashes_in_a_user_name_survive()
    {
        var request = Answered(new DigestCredentials("a\"l\\ice", "secret"), Challenge());
        Assert.That(_challenger.Verify(request, _ => "secret"), Is.EqualTo(new DigestVerdict(DigestResult.Accepted, "a\"l\\ice")));
    }

    private static SipMessage Request(string method = "INVITE", string? authorization = null)
    {
        var writer = SipWriter.Request(method, SipUri.Parse("sip:conf@home1.net"))
            .Add(HeaderId.Via, "SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1").Add(HeaderId.From, "<sip:alice@home1.net>;tag=1")
            .Add(HeaderId.To, "<sip:conf@home1.net>").Add(HeaderId.CallId, "1").Add(HeaderId.CSeq, $"1 {method}");
        return (authorization is null ? writer : writer.Add(HeaderId.Authorization, authorization)).Build();
    }

    private static SipMessage Answered(DigestCredentials credentials, SipMessage challenge)
    {
        var answers = new DigestAnswers(credentials);
        Assert.That(answers.TryTake(challenge), Is.True);
        var (header, value) = answers.For("INVITE", "sip:conf@home1.net").Single();
        Assert.That(header, Is.EqualTo(HeaderId.Authorization));
        return Request("INVITE", value);
    }

    private SipMessage Challenge() => _challenger.AddChallenges(SipWriter.Response(Request(), 401)).Build();

    private DigestVerdict Verify(SipMessage request) => _challenger.Verify(request, user => user == "alice" ? "secret" : null);
}

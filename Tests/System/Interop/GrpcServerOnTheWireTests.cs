using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Interop;

/// <summary>Our server against requests that no decent client sends.</summary>
public sealed class GrpcServerOnTheWireTests
{
    private const string Echo = "imsconference.interop.v1.Probe/Echo";

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler());
    private ProbeHost? _host;

    [OneTimeSetUp]
    public async Task Start() => _host = await ProbeHost.StartAsync();

    [OneTimeTearDown]
    public async Task Stop()
    {
        _http.Dispose();
        if (_host is not null) await _host.DisposeAsync();
    }

    [TestCase(Echo, "text/plain", ExpectedResult = HttpStatusCode.UnsupportedMediaType)]
    [TestCase(Echo, "application/grpc-web", ExpectedResult = HttpStatusCode.UnsupportedMediaType)]
    [TestCase("no.such.Service/Call", "text/plain", ExpectedResult = HttpStatusCode.NotFound, Description = "not gRPC: not ours to answer")]
    public async Task<HttpStatusCode> What_is_not_gRPC_is_answered_in_HTTP(string path, string type)
    {
        using var response = await SendAsync(Request(path, Frame(new Note()), type));
        return response.StatusCode;
    }

    [Test]
    public async Task An_older_HTTP_is_told_to_upgrade()
    {
        await using var host = await ProbeHost.StartAsync(
            app => Microsoft.AspNetCore.Builder.GrpcEndpointRouteBuilderExtensions.MapGrpcService<ProbeService>(app), HttpProtocols.Http1);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Address, Echo)) { Content = new ByteArrayContent([]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var response = await _http.SendAsync(request, CancellationToken.None);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.UpgradeRequired));
    }

    [Test]
    public async Task A_content_type_may_name_the_format()
    {
        using var response = await SendAsync(Request(Echo, Frame(new Note()), "application/grpc+proto"));
        Assert.That(await StatusOfAsync(response), Is.EqualTo("0"));
    }

    [Test]
    public async Task An_error_before_any_message_is_trailers_only()
    {
        using var response = await SendAsync(Request(Echo, Frame(new Note { FailWith = 5, Text = "no ctx" })));
        Assert.That(response.Headers.GetValues("grpc-status"), Is.EqualTo(["5"]));
        Assert.That(response.Headers.GetValues("grpc-message"), Is.EqualTo(["no ctx"]));
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/grpc"));
    }

    [Test]
    public async Task A_message_of_a_status_is_percent_encoded()
    {
        using var response = await SendAsync(Request(Echo, Frame(new Note { FailWith = 5, Text = "ö 5%\r\n" })));
        Assert.That(response.Headers.GetValues("grpc-message"), Is.EqualTo(["%C3%B6 5%25%0D%0A"]));
    }

    [Test]
    public async Task An_unknown_compression_is_unimplemented_and_says_what_is_known()
    {
        using var request = Request(Echo, Frame(new Note()));
        request.Headers.Add("grpc-encoding", "snappy");
        using var response = await SendAsync(request);
        Assert.That(await StatusOfAsync(response), Is.EqualTo("12"));
        Assert.That(response.Headers.GetValues("grpc-accept-encoding"), Is.EqualTo(["identity,gzip"]));
    }

    private static readonly TestCaseData[] BadBodies =
    [
        new TestCaseData(Array.Empty<byte>()).SetArgDisplayNames("no message"),
        new TestCaseData(new byte[] { 0, 0, 0 }).SetArgDisplayNames("half a prefix"),
        new TestCaseData(new byte[] { 0, 0, 0, 0, 9, 1 }).SetArgDisplayNames("cut short"),
        new TestCaseData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }).SetArgDisplayNames("two messages"),
        new TestCaseData(new byte[] { 7, 0, 0, 0, 0 }).SetArgDisplayNames("a flag that is none"),
        new TestCaseData(new byte[] { 1, 0, 0, 0, 1, 1 }).SetArgDisplayNames("compressed without a word"),
        new TestCaseData(new byte[] { 0, 0, 0, 0, 2, 0x0a, 0x7f }).SetArgDisplayNames("no protobuf"),
    ];

    [TestCaseSource(nameof(BadBodies))]
    public async Task A_body_that_cannot_be_is_internal(byte[] body)
    {
        using var response = await SendAsync(Request(Echo, body));
        Assert.That(await StatusOfAsync(response), Is.EqualTo("13"));
    }

    [Test]
    public async Task A_length_above_the_limit_is_refused_before_it_comes()
    {
        using var response = await SendAsync(Request(Echo, [0, 0xff, 0xff, 0xff, 0xff]));
        Assert.That(await StatusOfAsync(response), Is.EqualTo("8"));
    }

    [Test]
    public async Task A_message_that_unpacks_above_the_limit_is_refused()
    {
        var packed = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(new byte[8 << 20]);
        using var request = Request(Echo, [1, .. Frame(packed.ToArray())[1..]]);
        request.Headers.Add("grpc-encoding", "gzip");
        using var response = await SendAsync(request);
        Assert.That(await StatusOfAsync(response), Is.EqualTo("8"));
    }

    [TestCase("", ExpectedResult = "13")]
    [TestCase("5", ExpectedResult = "13")]
    [TestCase("123456789S", ExpectedResult = "13")]
    [TestCase("-1S", ExpectedResult = "13")]
    [TestCase("99999999H", ExpectedResult = "0")]
    [TestCase("20S", ExpectedResult = "0")]
    public async Task<string> A_timeout_is_read_strictly(string timeout)
    {
        using var request = Request(Echo, Frame(new Note()));
        request.Headers.TryAddWithoutValidation("grpc-timeout", timeout);
        using var response = await SendAsync(request);
        return await StatusOfAsync(response);
    }

    [Test, CancelAfter(10_000)]
    public async Task The_servers_own_clock_ends_a_call_whose_client_waits(CancellationToken stop)
    {
        using var request = Request(Echo, Frame(new Note { Hang = true }));
        request.Headers.Add("grpc-timeout", "100m");
        using var response = await _http.SendAsync(request, stop);
        Assert.That(await StatusOfAsync(response), Is.EqualTo("4"));
    }

    private static byte[] Frame(IMessage message) => Frame(message.ToByteArray());

    private static byte[] Frame(byte[] message) =>
        [0, (byte)(message.Length >> 24), (byte)(message.Length >> 16), (byte)(message.Length >> 8), (byte)message.Length, .. message];

    private static async Task<string> StatusOfAsync(HttpResponseMessage response)
    {
        await response.Content.ReadAsByteArrayAsync();
        var carrier = response.TrailingHeaders.Contains("grpc-status") ? response.TrailingHeaders : response.Headers;
        return carrier.GetValues("grpc-status").Single();
    }

    private HttpRequestMessage Request(string path, byte[] body, string type = "application/grpc")
    {
        var host = _host ?? throw new InvalidOperationException("Not set up.");
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return await _http.SendAsync(request, limit.Token);
    }
}

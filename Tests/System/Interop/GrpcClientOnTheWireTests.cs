using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Interop;

/// <summary>Our client against responses that no decent server sends, and what a proxy may answer in its place.</summary>
public sealed class GrpcClientOnTheWireTests
{
    private static readonly byte[] EmptyMessage = [0, 0, 0, 0, 0];

    [TestCase(400, ExpectedResult = StatusCode.Internal)]
    [TestCase(401, ExpectedResult = StatusCode.Unauthenticated)]
    [TestCase(403, ExpectedResult = StatusCode.PermissionDenied)]
    [TestCase(404, ExpectedResult = StatusCode.Unimplemented)]
    [TestCase(429, ExpectedResult = StatusCode.Unavailable)]
    [TestCase(502, ExpectedResult = StatusCode.Unavailable)]
    [TestCase(503, ExpectedResult = StatusCode.Unavailable)]
    [TestCase(504, ExpectedResult = StatusCode.Unavailable)]
    [TestCase(500, ExpectedResult = StatusCode.Unknown)]
    public Task<StatusCode> An_HTTP_status_stands_for_a_status(int code) => OutcomeAsync(http =>
    {
        http.Response.StatusCode = code;
        return Task.CompletedTask;
    });

    [TestCase(0x0, ExpectedResult = StatusCode.Internal)]
    [TestCase(0x1, ExpectedResult = StatusCode.Internal)]
    [TestCase(0x2, ExpectedResult = StatusCode.Internal)]
    [TestCase(0x7, ExpectedResult = StatusCode.Unavailable)]
    [TestCase(0x8, ExpectedResult = StatusCode.Cancelled)]
    [TestCase(0xb, ExpectedResult = StatusCode.ResourceExhausted)]
    [TestCase(0xc, ExpectedResult = StatusCode.PermissionDenied)]
    public Task<StatusCode> A_reset_of_the_stream_stands_for_a_status(int error) => OutcomeAsync(http =>
    {
        http.Features.GetRequiredFeature<IHttpResetFeature>().Reset(error);
        return Task.CompletedTask;
    });

    [Test]
    public async Task A_reset_after_the_headers_stands_for_a_status()
    {
        var code = await OutcomeAsync(async http =>
        {
            await StartAsync(http);
            http.Features.GetRequiredFeature<IHttpResetFeature>().Reset(0x8);
        });
        Assert.That(code, Is.EqualTo(StatusCode.Cancelled));
    }

    [TestCase("0", ExpectedResult = StatusCode.Internal, Description = "OK, but where is the message?")]
    [TestCase("7", ExpectedResult = StatusCode.PermissionDenied)]
    [TestCase("17", ExpectedResult = StatusCode.Unknown)]
    [TestCase("five", ExpectedResult = StatusCode.Unknown)]
    public Task<StatusCode> Headers_alone_may_carry_the_status(string status) => OutcomeAsync(http =>
    {
        http.Response.ContentType = "application/grpc";
        http.Response.Headers["grpc-status"] = status;
        return Task.CompletedTask;
    });

    [Test]
    public async Task Content_that_is_not_gRPC_is_unknown()
    {
        var code = await OutcomeAsync(http => http.Response.WriteAsync("<html>"));
        Assert.That(code, Is.EqualTo(StatusCode.Unknown));
    }

    [Test]
    public async Task A_response_without_a_status_is_unknown()
    {
        var code = await OutcomeAsync(async http =>
        {
            await StartAsync(http);
            await http.Response.Body.WriteAsync(EmptyMessage);
        });
        Assert.That(code, Is.EqualTo(StatusCode.Unknown));
    }

    private static readonly TestCaseData[] BadBodies =
    [
        new TestCaseData(new byte[] { 0, 0, 0, 0, 9, 1 }, StatusCode.Internal).SetArgDisplayNames("cut short"),
        new TestCaseData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, StatusCode.Internal).SetArgDisplayNames("two messages"),
        new TestCaseData(new byte[] { 1, 0, 0, 0, 1, 1 }, StatusCode.Internal).SetArgDisplayNames("compressed without a word"),
        new TestCaseData(new byte[] { 0, 0, 0, 0, 2, 0x0a, 0x7f }, StatusCode.Internal).SetArgDisplayNames("no protobuf"),
        new TestCaseData(new byte[] { 0, 0x7f, 0xff, 0xff, 0xff }, StatusCode.ResourceExhausted).SetArgDisplayNames("too large"),
    ];

    [TestCaseSource(nameof(BadBodies))]
    public async Task A_body_that_cannot_be_fails_the_call(byte[] body, StatusCode expected)
    {
        var code = await OutcomeAsync(async http =>
        {
            await StartAsync(http);
            await http.Response.Body.WriteAsync(body);
            http.Response.AppendTrailer("grpc-status", "0");
        });
        Assert.That(code, Is.EqualTo(expected));
    }

    [Test]
    public async Task The_request_says_what_gRPC_asks_for()
    {
        var seen = new Dictionary<string, string>();
        await OutcomeAsync(http =>
        {
            foreach (var (name, value) in http.Request.Headers) seen[name.ToLowerInvariant()] = value.ToString();
            seen[":method"] = http.Request.Method;
            return Task.CompletedTask;
        });
        Assert.That(seen[":method"], Is.EqualTo("POST"));
        Assert.That(seen["te"], Is.EqualTo("trailers"));
        Assert.That(seen["content-type"], Is.EqualTo("application/grpc"));
        Assert.That(seen["grpc-accept-encoding"], Is.EqualTo("identity,gzip"));
        Assert.That(seen["grpc-timeout"], Does.Match("^[0-9]{1,8}[um]$"));
    }

    private static async Task StartAsync(HttpContext http)
    {
        http.Response.ContentType = "application/grpc";
        await http.Response.StartAsync();
        await http.Response.Body.FlushAsync();
    }

    private static async Task<StatusCode> OutcomeAsync(RequestDelegate answer)
    {
        await using var host = await ProbeHost.StartAsync(app => app.Run(answer));
        using var channel = GrpcChannel.ForAddress(host.Address);
        using var call = new Probe.ProbeClient(channel).EchoAsync(new Note(), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(10));
        try
        {
            await call;
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }
}

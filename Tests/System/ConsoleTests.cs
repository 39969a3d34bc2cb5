using System.Net;
using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>The operator's HTTP interface as a client finds it.</summary>
public sealed class ConsoleTests
{
    [Test, CancelAfter(30_000)]
    public async Task It_is_read_only_and_answers_by_its_own_name_only(CancellationToken stop)
    {
        await using var system = await TestSystem.StartAsync(stop);
        using var http = new HttpClient { BaseAddress = system.Console };

        Assert.That(await http.GetStringAsync("/healthz", stop), Is.EqualTo("ok\n"));
        Assert.That((await system.StatusAsync(stop))["mrfps"]!.AsArray(), Has.Count.EqualTo(1));
        Assert.That(await StatusOf(HttpMethod.Post, "/status", null), Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(await StatusOf(HttpMethod.Get, "/status", "localhost"), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await StatusOf(HttpMethod.Get, "/trace?since=0", "rebound.example"), Is.EqualTo(HttpStatusCode.BadRequest));

        async Task<HttpStatusCode> StatusOf(HttpMethod method, string path, string? host)
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.Host = host;
            using var response = await http.SendAsync(request, stop);
            return response.StatusCode;
        }
    }
}

using ImsConference.Mrfc.Console.Access;
using ImsConference.Mrfc.Console.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Options;

namespace ImsConference.Mrfc.Console;

/// <summary>What the HTTP interface needs of the host before it is built.</summary>
public static class ConsoleSetup
{
    public static void AddConsole(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<HostFilteringOptions>().Configure<IOptions<ConsoleOptions>>((filter, console) => filter.AllowedHosts = console.Value.Hosts);
        services.AddSingleton(provider => new KeyRing(provider.GetRequiredService<IOptions<ConsoleOptions>>().Value));
        services.AddAuthentication(KeyAuthentication.SchemeName).AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.SchemeName, null);
        services.AddAuthorizationBuilder()
            .AddPolicy(nameof(Right.Read), policy => policy.RequireClaim(KeyAuthentication.RightClaim, nameof(Right.Read)))
            .AddPolicy(nameof(Right.Control), policy => policy.RequireClaim(KeyAuthentication.RightClaim, nameof(Right.Control)))
            .AddPolicy(nameof(Right.Admin), policy => policy.RequireClaim(KeyAuthentication.RightClaim, nameof(Right.Admin)));
        services.AddProblemDetails();
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json => ApiJson.Set(json.SerializerOptions));
        services.AddOpenApi(document => document.AddDocumentTransformer(ApiDocument.DescribeAsync));
        builder.WebHost.UseUrls(builder.Configuration["Console:Url"] ?? new ConsoleOptions().Url);
        builder.WebHost.ConfigureKestrel((context, kestrel) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = context.Configuration.GetValue("Console:MaxBodyBytes", new ConsoleOptions().MaxBodyBytes);
        });
    }
}

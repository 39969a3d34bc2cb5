using ImsConference.Mrfc.Console.Access;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ImsConference.Mrfc.Console.Api;

/// <summary>What <c>/openapi.json</c> says beyond what the endpoints say of themselves.</summary>
internal static class ApiDocument
{
    public static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken stop)
    {
        document.Info = new OpenApiInfo
        {
            Title = "MRFC",
            Version = "1",
            Description = "Conferences of an IMS conference server: make, watch, control. Errors are problem details (RFC 9457) that say what to do.",
        };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [KeyAuthentication.SchemeName] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A key of Console:Keys. None is asked for where none is configured.",
            },
        };
        var needsKey = new OpenApiSecurityRequirement();
        needsKey.Add(new OpenApiSecuritySchemeReference(KeyAuthentication.SchemeName, document), []);
        document.Security = [needsKey];
        return Task.CompletedTask;
    }
}

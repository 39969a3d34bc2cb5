using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace ImsConference.Mrfc.Console.Access;

/// <summary>Knows a caller by its key: <c>Authorization: Bearer …</c> (RFC 6750 §2.1) or <c>X-Api-Key: …</c>.</summary>
public sealed class KeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, KeyRing keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string SchemeName = "Key";

    /// <summary>Type of the claim that bears a <see cref="Right"/>.</summary>
    public const string RightClaim = "right";

    private const string Bearer = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (keys.IsOpen) return Task.FromResult(Known("local", Right.Admin));
        if (Presented() is not { } presented) return Task.FromResult(AuthenticateResult.NoResult());
        return Task.FromResult(keys.Find(presented) is { } key ? Known(key.Name, key.Rights) : AuthenticateResult.Fail("unknown key"));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer realm=\"mrfc\"";
        return TypedResults.Problem(
            "A key is needed that Console:Keys names: send it as 'Authorization: Bearer KEY' or 'X-Api-Key: KEY'.",
            statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => TypedResults.Problem(
        $"The key of '{Context.User.Identity?.Name}' does not have the right to do this: see Rights beside it in Console:Keys.",
        statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(Context);

    private string? Presented()
    {
        var authorization = Request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return authorization[Bearer.Length..].Trim();
        return Request.Headers.TryGetValue("X-Api-Key", out var key) ? key.ToString() : null;
    }

    private static AuthenticateResult Known(string name, Right rights)
    {
        var claims = Enum.GetValues<Right>().Where(right => right <= rights).Select(right => new Claim(RightClaim, $"{right}"));
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, name), .. claims], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }
}

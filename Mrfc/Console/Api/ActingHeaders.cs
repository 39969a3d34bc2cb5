using System.ComponentModel;
using ImsConference.Mrfc.Focus;
using ImsConference.Sip.Messages;
using Microsoft.AspNetCore.Mvc;

namespace ImsConference.Mrfc.Console.Api;

/// <summary>Headers of every request that acts.</summary>
public sealed class ActingHeaders
{
    private const int LongestId = 200;

    /// <summary>What a request with a known id and other contents gets.</summary>
    public static IResult OtherRequest { get; } = Problems.Wrong("This Idempotency-Key was another request's: choose a new one for each request that is not a repetition.");

    /// <summary>What a repeated request gets when what it made is no more.</summary>
    public static IResult GoneMeanwhile { get; } =
        TypedResults.Problem("What this request made has ended meanwhile: choose a new Idempotency-Key to make another.", statusCode: StatusCodes.Status410Gone);

    [FromHeader(Name = "On-Behalf-Of")]
    [Description("SIP or tel URI of the user whom an application acts for: what that user may not do by SIP is refused here too. Absent: an operator acts, who may do everything.")]
    public string? OnBehalfOf { get; init; }

    [FromHeader(Name = "Idempotency-Key")]
    [Description("Chosen by the client: a repeated request with the same key makes nothing new, and gets what the first one made.")]
    public string? IdempotencyKey { get; init; }

    /// <summary>The user that a URI names, as the focus knows users.</summary>
    public static bool TryIdentity(string uri, out string identity)
    {
        identity = "";
        if (!SipUri.TryParse(uri, out var parsed) || !(parsed.IsSip || parsed.Scheme == "tel")) return false;
        identity = CallerReader.IdentityOf(parsed);
        return true;
    }

    /// <summary>Whom it is done for.</summary>
    /// <param name="user">Null: an operator acts.</param>
    /// <param name="wrong">When the result is false.</param>
    public bool TryUser(out Caller? user, out IResult wrong)
    {
        user = null;
        wrong = null!;
        if (OnBehalfOf is null) return true;
        if (TryIdentity(OnBehalfOf, out var identity))
        {
            user = new Caller(identity, null, IsPrivate: false, IsTrusted: true);
            return true;
        }

        wrong = Problems.Wrong($"On-Behalf-Of: '{OnBehalfOf}' is no sip, sips or tel URI.");
        return false;
    }

    /// <summary>The request's id, apart from those of other callers and other acts; null when it has none.</summary>
    public string? RequestId(HttpContext http, string act) =>
        IdempotencyKey is { Length: > 0 and <= LongestId } key ? $"{http.User.Identity?.Name} {act} {key}" : null;
}

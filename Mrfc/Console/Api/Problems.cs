using System.Globalization;
using System.Text.Json;
using ImsConference.Sip.Sessions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImsConference.Mrfc.Console.Api;

/// <summary>Every no of the API, as problem details (RFC 9457) that say what to do.</summary>
public static class Problems
{
    public static ProblemHttpResult NoConference { get; } = TypedResults.Problem(
        "There is no such conference, or no more: GET /api/v1/conferences lists those that stand.", statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult NoParticipant { get; } = TypedResults.Problem(
        "There is no such participant, or no more: GET …/participants lists those who are in.", statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult NoRecording { get; } = TypedResults.Problem(
        "There is no such recording: GET …/recordings lists those of the conference.", statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult NoAnnouncement { get; } = TypedResults.Problem(
        "There is no such announcement, or it has ended: GET …/announcements lists those that play.", statusCode: StatusCodes.Status404NotFound);

    /// <summary>The request as it is cannot be meant.</summary>
    public static ProblemHttpResult Wrong(string what) => TypedResults.Problem(what, statusCode: StatusCodes.Status422UnprocessableEntity);

    /// <summary>What the same act would have met by SIP; <c>rule</c> is the setting or rule that said no.</summary>
    public static IResult Of(Refusal refusal)
    {
        var more = new Dictionary<string, object?> { ["rule"] = refusal.Rule, ["clause"] = refusal.Clause, ["sipStatus"] = refusal.Status };
        if (refusal.RetryAfterSeconds is { } seconds) more["retryAfterSeconds"] = seconds;
        var problem = TypedResults.Problem(refusal.Text, statusCode: StatusOf(refusal.Status), extensions: more);
        return refusal.RetryAfterSeconds is { } wait ? new Passing(problem, wait) : problem;
    }

    /// <summary>What went wrong before an endpoint was reached, as a body that is no JSON; and what should never go wrong.</summary>
    public static Task WriteAsync(HttpContext context)
    {
        var fault = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        var problem = fault is BadHttpRequestException bad
            ? TypedResults.Problem(TextOf(bad), statusCode: bad.StatusCode)
            : TypedResults.Problem("The request could not be carried out; the log says why.", statusCode: StatusCodes.Status500InternalServerError);
        return problem.ExecuteAsync(context);
    }

    private static string TextOf(BadHttpRequestException fault) => fault.InnerException is JsonException json
        ? $"The body cannot be read at {json.Path}, line {json.LineNumber + 1}: /openapi.json says what may stand there."
        : fault.Message;

    private static int StatusOf(int sip) => sip switch
    {
        400 => StatusCodes.Status400BadRequest,
        403 => StatusCodes.Status403Forbidden,
        404 => StatusCodes.Status404NotFound,
        503 => StatusCodes.Status503ServiceUnavailable,
        >= 500 and < 600 => StatusCodes.Status502BadGateway,
        _ => StatusCodes.Status409Conflict, // what was asked does not fit the state, as 486 of a full conference
    };

    /// <summary>A problem that may be over when the client asks again (RFC 9110 §10.2.3).</summary>
    private sealed class Passing(ProblemHttpResult problem, int seconds) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            return problem.ExecuteAsync(httpContext);
        }
    }
}

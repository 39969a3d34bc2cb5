using System.Text.Json;
using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Control;
using ImsConference.Sip.Loop;

namespace ImsConference.Mrfc.Console.Api;

/// <summary>Conferences by HTTP: make, list, show, change, end.</summary>
/// <param name="loop">Where acts are done.</param>
/// <param name="control">Does them.</param>
/// <param name="requests">Finds the conference.</param>
/// <param name="ids">Of requests that bear one.</param>
public sealed class ConferenceApi(SignallingLoop loop, ConferenceControl control, ConferenceRequests requests, RequestIds ids)
{
    public const string Path = "/api/v1/conferences";

    /// <summary>Puts the endpoints on their paths.</summary>
    public void Map(ApiRoutes routes)
    {
        routes.Read.MapGet(Path, ListAsync).WithName("listConferences").WithSummary("Conferences, those that nobody has joined yet included")
            .Produces<Page<ConferenceView>>();
        routes.Control.MapPost(Path, CreateAsync).WithName("createConference").WithSummary("Makes a conference")
            .Produces<ConferenceView>(StatusCodes.Status201Created).ProducesProblem(403).ProducesProblem(422).ProducesProblem(503);
        routes.Read.MapGet($"{Path}/{{id}}", ShowAsync).WithName("showConference").WithSummary("One conference")
            .Produces<ConferenceView>().ProducesProblem(404);
        routes.Control.MapPatch($"{Path}/{{id}}", ChangeAsync).WithName("changeConference").WithSummary("Locks or unlocks a conference")
            .Produces<ConferenceView>().ProducesProblem(403).ProducesProblem(404);
        routes.Control.MapDelete($"{Path}/{{id}}", EndAsync).WithName("endConference").WithSummary("Ends a conference for everybody")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(403).ProducesProblem(404);
    }

    private Task<IResult> ListAsync(string? after, int limit = ApiRoutes.UsualPage) => !ApiRoutes.IsPage(limit, out var wrong) ? Task.FromResult(wrong) : OnLoop(() =>
    {
        var sorted = control.Conferences.Where(conference => after is null || string.CompareOrdinal(conference.Token, after) > 0)
            .OrderBy(conference => conference.Token, StringComparer.Ordinal).Take(limit + 1);
        return ApiRoutes.Page(sorted.Select(ConferenceView.Of), limit, view => view.Id);
    });

    private Task<IResult> CreateAsync(HttpContext http, NewConference wish, [AsParameters] ActingHeaders acting)
    {
        if (!acting.TryUser(out var user, out var wrong)) return Task.FromResult(wrong);
        if (!TryRules(wish, out var rules, out wrong)) return Task.FromResult(wrong);

        var id = acting.RequestId(http, "create");
        var request = $"{user?.Uri} {JsonSerializer.Serialize(wish, ApiJson.Options)}";
        return OnLoop(() =>
        {
            if (!ids.TryRecall(id, request, out var made)) return ActingHeaders.OtherRequest;
            if (made is not null) return control.Find(made) is { } known ? Created(known) : ActingHeaders.GoneMeanwhile;
            if (!control.TryCreate(user, rules, out var conference, out var refusal)) return Problems.Of(refusal);

            ids.Remember(id, request, conference.Token);
            return Created(conference);
        });
    }

    private Task<IResult> ShowAsync(string id) => requests.ReadAsync(id, conference => TypedResults.Ok(ConferenceView.Of(conference)));

    private Task<IResult> ChangeAsync(string id, ConferenceChange change, [AsParameters] ActingHeaders acting) => requests.ActAsync(id, acting, (actor, conference) =>
        (change.Locked is { } locked ? control.Lock(actor, conference, locked) : null) is { } refusal
            ? Problems.Of(refusal) : TypedResults.Ok(ConferenceView.Of(conference)));

    private Task<IResult> EndAsync(string id, [AsParameters] ActingHeaders acting) => requests.ActAsync(id, acting, (actor, conference) =>
        control.End(actor, conference) is { } refusal ? Problems.Of(refusal) : TypedResults.NoContent());

    private static IResult Created(Conference conference) =>
        TypedResults.Created($"{Path}/{conference.Token}", ConferenceView.Of(conference));

    private static bool TryRules(NewConference wish, out ConferenceRules rules, out IResult wrong)
    {
        rules = null!;
        wrong = null!;
        var roles = new Dictionary<string, Role>(StringComparer.Ordinal);
        foreach (var (uri, role) in wish.Roles ?? new Dictionary<string, Role>())
        {
            if (!ActingHeaders.TryIdentity(uri, out var identity)) wrong = Problems.Wrong($"roles: '{uri}' is no sip, sips or tel URI.");
            else if (role is Role.Stranger or Role.Creator or Role.Operator) wrong = Problems.Wrong($"roles: {ApiJson.WordOf(role)} cannot be given.");
            else roles[identity] = role;
        }

        if (wish.Pin is { } pin && (pin.Length == 0 || !ConferenceRules.IsPin(pin))) wrong = Problems.Wrong($"pin: {ConferenceRules.LeastPinDigits} to {ConferenceRules.MostPinDigits} digits.");
        if (wish.MaxParticipants is < 1 or > 100_000) wrong = Problems.Wrong("maxParticipants: 1 to 100000.");
        if (wish.Subject is { Length: > 200 }) wrong = Problems.Wrong("subject: at most 200 characters.");
        if (wrong is not null) return false;

        rules = new ConferenceRules
        {
            Subject = wish.Subject,
            MaxParticipants = wish.MaxParticipants,
            Pin = wish.Pin ?? "",
            IsInvitedOnly = wish.InvitedOnly,
            HasLobby = wish.Lobby,
            Roles = roles,
        };
        return true;
    }

    private Task<IResult> OnLoop(Func<IResult> act) => loop.InvokeAsync(() => Task.FromResult(act()));
}

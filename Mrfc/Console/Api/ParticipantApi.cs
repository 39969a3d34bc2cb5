using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Control;
using ImsConference.Sip.Loop;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Console.Api;

/// <summary>Participants of a conference by HTTP: list, show, invite, mute, hold, give a role, expel.</summary>
/// <param name="loop">Where acts are done.</param>
/// <param name="control">Does them.</param>
/// <param name="requests">Those that bear an id.</param>
public sealed class ParticipantApi(SignallingLoop loop, ConferenceControl control, RequestIds requests)
{
    private const string Path = $"{ConferenceApi.Path}/{{id}}/participants";

    /// <summary>Puts the endpoints on their paths.</summary>
    public void Map(ApiRoutes routes)
    {
        routes.Read.MapGet(Path, ListAsync).WithName("listParticipants").WithSummary("Who is in a conference, or on the way in")
            .Produces<Page<ParticipantView>>().ProducesProblem(404);
        routes.Control.MapPost(Path, InviteAsync).WithName("inviteParticipant").WithSummary("Has the focus call a user; who is in already, or on the way, is not called again")
            .Produces<ParticipantView>(StatusCodes.Status201Created).Produces(StatusCodes.Status202Accepted)
            .ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        routes.Read.MapGet($"{Path}/{{number:int}}", ShowAsync).WithName("showParticipant").WithSummary("One participant")
            .Produces<ParticipantView>().ProducesProblem(404);
        routes.Control.MapPatch($"{Path}/{{number:int}}", ChangeAsync).WithName("changeParticipant").WithSummary("Mutes, holds, gives a role, or lets in from the lobby")
            .Produces<ParticipantView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        routes.Control.MapDelete($"{Path}/{{number:int}}", ExpelAsync).WithName("expelParticipant").WithSummary("Takes a participant out")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(403).ProducesProblem(404);
    }

    private Task<IResult> ListAsync(string id, int? after, int limit = ApiRoutes.UsualPage) => !ApiRoutes.IsPage(limit, out var wrong) ? Task.FromResult(wrong) : OnLoop(() =>
    {
        if (control.Find(id) is not { } conference) return Problems.NoConference;
        var sorted = conference.Participants.Where(participant => participant.Number > (after ?? 0)).OrderBy(participant => participant.Number).Take(limit + 1);
        return ApiRoutes.Page(sorted.Select(ParticipantView.Of), limit, view => $"{view.Number}");
    });

    private Task<IResult> InviteAsync(HttpContext http, string id, NewParticipant wish, [AsParameters] ActingHeaders acting)
    {
        if (!acting.TryUser(out var user, out var wrong)) return Task.FromResult(wrong);
        if (!ActingHeaders.TryIdentity(wish.Uri, out _)) return Task.FromResult<IResult>(Problems.Wrong($"uri: '{wish.Uri}' is no sip, sips or tel URI."));

        var requestId = acting.RequestId(http, $"invite {id}");
        var request = $"{user?.Uri} {wish.Uri}";
        return loop.InvokeAsync<IResult>(async () =>
        {
            if (control.Find(id) is not { } conference) return Problems.NoConference;
            if (!requests.TryRecall(requestId, request, out var made)) return ActingHeaders.OtherRequest;
            if (made is not null) return int.TryParse(made, out var known) ? Invited(id, ConferenceControl.Find(conference, known)) : TypedResults.Accepted($"{ConferenceApi.Path}/{id}/participants");

            var (participant, refusal) = await control.InviteAsync(ConferenceControl.ActorIn(conference, user), conference, SipUri.Parse(wish.Uri));
            if (refusal is not null) return Problems.Of(refusal);
            requests.Remember(requestId, request, $"{participant?.Number}");
            return participant is null ? TypedResults.Accepted($"{ConferenceApi.Path}/{id}/participants") : Invited(id, participant);
        });
    }

    private static IResult Invited(string id, Participant? participant) => participant is null ? ActingHeaders.GoneMeanwhile
        : TypedResults.Created($"{ConferenceApi.Path}/{id}/participants/{participant.Number}", ParticipantView.Of(participant));

    private Task<IResult> ShowAsync(string id, int number) =>
        OnLoop(() => control.Find(id) is not { } conference ? Problems.NoConference
            : ConferenceControl.Find(conference, number) is { } participant ? TypedResults.Ok(ParticipantView.Of(participant)) : Problems.NoParticipant);

    private Task<IResult> ChangeAsync(string id, int number, ParticipantChange change, [AsParameters] ActingHeaders acting) =>
        ActAsync(id, number, acting, async (actor, participant) =>
        {
            Refusal? refusal = null;
            if (change.Role is { } role) refusal = await control.ChangeRoleAsync(actor, participant, role);
            if (refusal is null && change.LetIn) refusal = control.LetIn(actor, participant);
            if (refusal is null && change.Muted is { } muted) refusal = await control.MuteAsync(actor, participant, muted);
            if (refusal is null && change.Held is { } held) refusal = await control.HoldAsync(actor, participant, held);
            return refusal is null ? TypedResults.Ok(ParticipantView.Of(participant)) : Problems.Of(refusal);
        });

    private Task<IResult> ExpelAsync(string id, int number, [AsParameters] ActingHeaders acting) =>
        ActAsync(id, number, acting, (actor, participant) => Task.FromResult<IResult>(
            control.Expel(actor, participant) is { } refusal ? Problems.Of(refusal) : TypedResults.NoContent()));

    private Task<IResult> ActAsync(string id, int number, ActingHeaders acting, Func<Actor, Participant, Task<IResult>> act)
    {
        if (!acting.TryUser(out var user, out var wrong)) return Task.FromResult(wrong);
        return loop.InvokeAsync(() => control.Find(id) is not { } conference ? Task.FromResult<IResult>(Problems.NoConference)
            : ConferenceControl.Find(conference, number) is { } participant ? act(ConferenceControl.ActorIn(conference, user), participant)
            : Task.FromResult<IResult>(Problems.NoParticipant));
    }

    private Task<IResult> OnLoop(Func<IResult> act) => loop.InvokeAsync(() => Task.FromResult(act()));
}

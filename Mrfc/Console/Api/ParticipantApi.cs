using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Control;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Console.Api;

/// <summary>Participants of a conference by HTTP: list, show, invite, mute, hold, give a role, expel.</summary>
/// <param name="requests">Finds the conference.</param>
/// <param name="control">Acts.</param>
/// <param name="ids">Of requests that bear one.</param>
public sealed class ParticipantApi(ConferenceRequests requests, ConferenceControl control, RequestIds ids)
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

    private Task<IResult> ListAsync(string id, int? after, int limit = ApiRoutes.UsualPage) => !ApiRoutes.IsPage(limit, out var wrong) ? Task.FromResult(wrong) : requests.ReadAsync(id, conference =>
    {
        var sorted = conference.Participants.Where(participant => participant.Number > (after ?? 0)).OrderBy(participant => participant.Number).Take(limit + 1);
        return ApiRoutes.Page(sorted.Select(ParticipantView.Of), limit, view => $"{view.Number}");
    });

    private Task<IResult> InviteAsync(HttpContext http, string id, NewParticipant wish, [AsParameters] ActingHeaders acting)
    {
        if (!ActingHeaders.TryIdentity(wish.Uri, out _)) return Task.FromResult<IResult>(Problems.Wrong($"uri: '{wish.Uri}' is no sip, sips or tel URI."));

        var requestId = acting.RequestId(http, $"invite {id}");
        return requests.ActAsync(id, acting, async (actor, conference) =>
        {
            var request = $"{actor.User?.Uri} {wish.Uri}";
            if (!ids.TryRecall(requestId, request, out var made)) return ActingHeaders.OtherRequest;
            if (made is not null) return int.TryParse(made, out var known) ? Invited(id, ConferenceControl.Find(conference, known)) : TypedResults.Accepted($"{ConferenceApi.Path}/{id}/participants");

            var (participant, refusal) = await control.InviteAsync(actor, conference, SipUri.Parse(wish.Uri));
            if (refusal is not null) return Problems.Of(refusal);
            ids.Remember(requestId, request, $"{participant?.Number}");
            return participant is null ? TypedResults.Accepted($"{ConferenceApi.Path}/{id}/participants") : Invited(id, participant);
        });
    }

    private static IResult Invited(string id, Participant? participant) => participant is null ? ActingHeaders.GoneMeanwhile
        : TypedResults.Created($"{ConferenceApi.Path}/{id}/participants/{participant.Number}", ParticipantView.Of(participant));

    private Task<IResult> ShowAsync(string id, int number) => requests.ReadAsync(id, conference =>
        ConferenceControl.Find(conference, number) is { } participant ? TypedResults.Ok(ParticipantView.Of(participant)) : Problems.NoParticipant);

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

    private Task<IResult> ActAsync(string id, int number, ActingHeaders acting, Func<Actor, Participant, Task<IResult>> act) =>
        requests.ActAsync(id, acting, (actor, conference) =>
            ConferenceControl.Find(conference, number) is { } participant ? act(actor, participant) : Task.FromResult<IResult>(Problems.NoParticipant));
}

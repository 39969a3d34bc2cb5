using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Control;

namespace ImsConference.Mrfc.Console.Api;

/// <summary>Prompts by HTTP: play, list, stop.</summary>
/// <param name="requests">Finds the conference.</param>
/// <param name="announcements">Plays.</param>
public sealed class AnnouncementApi(ConferenceRequests requests, AnnouncementControl announcements)
{
    private const string Path = $"{ConferenceApi.Path}/{{id}}/announcements";

    /// <summary>Puts the endpoints on their paths.</summary>
    public void Map(ApiRoutes routes)
    {
        routes.Read.MapGet(Path, ListAsync).WithName("listAnnouncements").WithSummary("Prompts that play because somebody asked for them")
            .Produces<IReadOnlyList<AnnouncementView>>().ProducesProblem(404);
        routes.Control.MapPost(Path, PlayAsync).WithName("playAnnouncement").WithSummary("Plays a prompt to one or to all; an event tells its end")
            .Produces<AnnouncementView>(StatusCodes.Status201Created).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        routes.Control.MapDelete($"{Path}/{{announcement}}", StopAsync).WithName("stopAnnouncement").WithSummary("Stops a prompt")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(403).ProducesProblem(404);
    }

    private Task<IResult> ListAsync(string id) => requests.ReadAsync(id, conference =>
        TypedResults.Ok<IReadOnlyList<AnnouncementView>>([.. announcements.In(conference).Select(AnnouncementView.Of)]));

    private Task<IResult> PlayAsync(string id, NewAnnouncement wish, [AsParameters] ActingHeaders acting) => requests.ActAsync(id, acting, async (actor, conference) =>
    {
        Participant? to = null;
        if (wish.Participant is { } number && (to = ConferenceControl.Find(conference, number)) is null) return Problems.NoParticipant;

        var (playing, refusal) = await announcements.StartAsync(actor, conference, to, wish.Prompt);
        return refusal is not null ? Problems.Of(refusal)
            : TypedResults.Created($"{ConferenceApi.Path}/{id}/announcements/{playing!.Id}", AnnouncementView.Of(playing));
    });

    private Task<IResult> StopAsync(string id, string announcement, [AsParameters] ActingHeaders acting) => requests.ActAsync(id, acting, (actor, conference) =>
    {
        if (announcements.In(conference).FirstOrDefault(one => one.Id == announcement) is not { } playing) return Problems.NoAnnouncement;
        return announcements.Stop(actor, playing) is { } refusal ? Problems.Of(refusal) : TypedResults.NoContent();
    });
}

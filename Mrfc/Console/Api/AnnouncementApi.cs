using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Control;
using ImsConference.Sip.Loop;

namespace ImsConference.Mrfc.Console.Api;

/// <summary>Prompts by HTTP: play, list, stop.</summary>
/// <param name="loop">Where acts are done.</param>
/// <param name="control">Does them.</param>
public sealed class AnnouncementApi(SignallingLoop loop, ConferenceControl control)
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

    private Task<IResult> ListAsync(string id) => loop.InvokeAsync(() => Task.FromResult<IResult>(control.Find(id) is { } conference
        ? TypedResults.Ok<IReadOnlyList<AnnouncementView>>([.. control.Announcements.In(conference).Select(AnnouncementView.Of)])
        : Problems.NoConference));

    private Task<IResult> PlayAsync(string id, NewAnnouncement wish, [AsParameters] ActingHeaders acting) => ActAsync(id, acting, async (user, conference) =>
    {
        Participant? to = null;
        if (wish.Participant is { } number && (to = ConferenceControl.Find(conference, number)) is null) return Problems.NoParticipant;

        var (playing, refusal) = await control.Announcements.StartAsync(ConferenceControl.ActorIn(conference, user), conference, to, wish.Prompt);
        return refusal is not null ? Problems.Of(refusal)
            : TypedResults.Created($"{ConferenceApi.Path}/{id}/announcements/{playing!.Id}", AnnouncementView.Of(playing));
    });

    private Task<IResult> StopAsync(string id, string announcement, [AsParameters] ActingHeaders acting) => ActAsync(id, acting, (user, conference) =>
    {
        var playing = control.Announcements.In(conference).FirstOrDefault(one => one.Id == announcement);
        IResult result = playing is null ? Problems.NoAnnouncement
            : control.Announcements.Stop(ConferenceControl.ActorIn(conference, user), playing) is { } refusal ? Problems.Of(refusal) : TypedResults.NoContent();
        return Task.FromResult(result);
    });

    private Task<IResult> ActAsync(string id, ActingHeaders acting, Func<Caller?, Conference, Task<IResult>> act)
    {
        if (!acting.TryUser(out var user, out var wrong)) return Task.FromResult(wrong);
        return loop.InvokeAsync(() => control.Find(id) is { } conference ? act(user, conference) : Task.FromResult<IResult>(Problems.NoConference));
    }
}

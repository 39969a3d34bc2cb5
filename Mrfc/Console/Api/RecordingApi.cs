using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Control;
using ImsConference.Mrfc.Focus.Recordings;
using ImsConference.Sip.Loop;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Console.Api;

/// <summary>Recordings of a conference by HTTP: start, list, show, pause, resume, stop.</summary>
/// <param name="loop">Where acts are done.</param>
/// <param name="control">Does them.</param>
public sealed class RecordingApi(SignallingLoop loop, ConferenceControl control)
{
    private const string Path = $"{ConferenceApi.Path}/{{id}}/recordings";

    private static readonly int[] SampleRates = [8_000, 16_000, 24_000, 32_000, 48_000];

    /// <summary>Puts the endpoints on their paths.</summary>
    public void Map(ApiRoutes routes)
    {
        routes.Read.MapGet(Path, ListAsync).WithName("listRecordings").WithSummary("Recordings of a conference, those that have ended included")
            .Produces<IReadOnlyList<RecordingView>>().ProducesProblem(404);
        routes.Control.MapPost(Path, StartAsync).WithName("startRecording").WithSummary("Records all mixed, one participant, or each apart")
            .Produces<RecordingView>(StatusCodes.Status201Created).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        routes.Read.MapGet($"{Path}/{{recording}}", ShowAsync).WithName("showRecording").WithSummary("One recording and its files")
            .Produces<RecordingView>().ProducesProblem(404);
        routes.Control.MapPatch($"{Path}/{{recording}}", ChangeAsync).WithName("changeRecording").WithSummary("Pauses or resumes a recording")
            .Produces<RecordingView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        routes.Control.MapDelete($"{Path}/{{recording}}", StopAsync).WithName("stopRecording").WithSummary("Ends a recording: its files are whole then, and stay")
            .Produces<RecordingView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
    }

    private Task<IResult> ListAsync(string id) => loop.InvokeAsync(() => Task.FromResult<IResult>(control.Find(id) is { } conference
        ? TypedResults.Ok<IReadOnlyList<RecordingView>>([.. conference.Recordings.All.Select(RecordingView.Of)])
        : Problems.NoConference));

    private Task<IResult> ShowAsync(string id, string recording) => loop.InvokeAsync(() => Task.FromResult<IResult>(
        control.Find(id) is not { } conference ? Problems.NoConference
        : conference.Recordings.Find(recording) is { } found ? TypedResults.Ok(RecordingView.Of(found)) : Problems.NoRecording));

    private Task<IResult> StartAsync(string id, NewRecording wish, [AsParameters] ActingHeaders acting)
    {
        if (!acting.TryUser(out var user, out var wrong)) return Task.FromResult(wrong);
        if (FaultOf(wish) is { } fault) return Task.FromResult<IResult>(Problems.Wrong(fault));
        return loop.InvokeAsync<IResult>(async () =>
        {
            if (control.Find(id) is not { } conference) return Problems.NoConference;
            Participant? of = null;
            if (wish.Participant is { } number && (of = ConferenceControl.Find(conference, number)) is null) return Problems.NoParticipant;

            var (recording, refusal) = await control.Recordings.StartAsync(
                ConferenceControl.ActorIn(conference, user), conference, new RecordingWish(wish.Voices, of, wish.SampleRateHz ?? 0, wish.MostSeconds ?? 0));
            return refusal is not null ? Problems.Of(refusal)
                : TypedResults.Created($"{ConferenceApi.Path}/{id}/recordings/{recording!.Id}", RecordingView.Of(recording));
        });
    }

    private Task<IResult> ChangeAsync(string id, string recording, RecordingChange change, [AsParameters] ActingHeaders acting) =>
        ActAsync(id, recording, acting, async (user, conference, found) => change.Paused is { } paused
            ? await control.Recordings.PauseAsync(ConferenceControl.ActorIn(conference, user), conference, found, paused) : null);

    private Task<IResult> StopAsync(string id, string recording, [AsParameters] ActingHeaders acting) =>
        ActAsync(id, recording, acting, (user, conference, found) => control.Recordings.StopAsync(ConferenceControl.ActorIn(conference, user), conference, found));

    private Task<IResult> ActAsync(string id, string recording, ActingHeaders acting, Func<Caller?, Conference, ConferenceRecording, Task<Refusal?>> act)
    {
        if (!acting.TryUser(out var user, out var wrong)) return Task.FromResult(wrong);
        return loop.InvokeAsync<IResult>(async () =>
        {
            if (control.Find(id) is not { } conference) return Problems.NoConference;
            if (conference.Recordings.Find(recording) is not { } found) return Problems.NoRecording;
            return await act(user, conference, found) is { } refusal ? Problems.Of(refusal) : TypedResults.Ok(RecordingView.Of(found));
        });
    }

    private static string? FaultOf(NewRecording wish)
    {
        if (wish.SampleRateHz is { } rate && !SampleRates.Contains(rate)) return $"sampleRateHz: one of {string.Join(", ", SampleRates)}.";
        if (wish.MostSeconds is < 1) return "mostSeconds: at least 1.";
        return (wish.Voices == RecordedVoices.OneParticipant) == (wish.Participant is not null) ? null : "participant: with voices one-participant, and only then.";
    }
}

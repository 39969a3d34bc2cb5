using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Control;
using ImsConference.Mrfc.Focus.Recordings;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Console.Api;

/// <summary>Recordings of a conference by HTTP: start, list, show, pause, resume, stop.</summary>
/// <param name="requests">Finds the conference.</param>
/// <param name="recordings">Records.</param>
public sealed class RecordingApi(ConferenceRequests requests, RecordingControl recordings)
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

    private Task<IResult> ListAsync(string id) => requests.ReadAsync(id, conference =>
        TypedResults.Ok<IReadOnlyList<RecordingView>>([.. conference.Recordings.All.Select(RecordingView.Of)]));

    private Task<IResult> ShowAsync(string id, string recording) => requests.ReadAsync(id, conference =>
        conference.Recordings.Find(recording) is { } found ? TypedResults.Ok(RecordingView.Of(found)) : Problems.NoRecording);

    private Task<IResult> StartAsync(string id, NewRecording wish, [AsParameters] ActingHeaders acting)
    {
        if (FaultOf(wish) is { } fault) return Task.FromResult<IResult>(Problems.Wrong(fault));
        return requests.ActAsync(id, acting, async (actor, conference) =>
        {
            Participant? of = null;
            if (wish.Participant is { } number && (of = ConferenceControl.Find(conference, number)) is null) return Problems.NoParticipant;

            var (recording, refusal) = await recordings.StartAsync(
                actor, conference, new RecordingWish(wish.Voices, of, wish.SampleRateHz ?? 0, wish.MostSeconds ?? 0));
            return refusal is not null ? Problems.Of(refusal)
                : TypedResults.Created($"{ConferenceApi.Path}/{id}/recordings/{recording!.Id}", RecordingView.Of(recording));
        });
    }

    private Task<IResult> ChangeAsync(string id, string recording, RecordingChange change, [AsParameters] ActingHeaders acting) =>
        ActAsync(id, recording, acting, async (actor, conference, found) => change.Paused is { } paused
            ? await recordings.PauseAsync(actor, conference, found, paused) : null);

    private Task<IResult> StopAsync(string id, string recording, [AsParameters] ActingHeaders acting) =>
        ActAsync(id, recording, acting, recordings.StopAsync);

    private Task<IResult> ActAsync(string id, string recording, ActingHeaders acting, Func<Actor, Conference, ConferenceRecording, Task<Refusal?>> act) =>
        requests.ActAsync(id, acting, async (actor, conference) =>
        {
            if (conference.Recordings.Find(recording) is not { } found) return Problems.NoRecording;
            return await act(actor, conference, found) is { } refusal ? Problems.Of(refusal) : TypedResults.Ok(RecordingView.Of(found));
        });

    private static string? FaultOf(NewRecording wish)
    {
        if (wish.SampleRateHz is { } rate && !SampleRates.Contains(rate)) return $"sampleRateHz: one of {string.Join(", ", SampleRates)}.";
        if (wish.MostSeconds is < 1) return "mostSeconds: at least 1.";
        return (wish.Voices == RecordedVoices.OneParticipant) == (wish.Participant is not null) ? null : "participant: with voices one-participant, and only then.";
    }
}

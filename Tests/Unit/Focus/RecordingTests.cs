using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Recordings;
using ImsConference.Mrfc.Media;
using ImsConference.Protos.Mp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>What the focus knows of recordings, and of who speaks.</summary>
public sealed class RecordingTests
{
    [Test]
    public void A_recording_pauses_goes_on_and_stops_and_everybody_who_watches_hears_of_it()
    {
        var (bench, conference) = Conference();
        var told = new List<RecordingState>();
        bench.Conferences.RecordingChanged += (_, recording, _) => told.Add(recording.State);

        var recording = bench.Await(() => conference.RecordAsync(new RecordingWish(SampleRateHz: 48_000)));
        bench.Await(() => conference.Recordings.PauseAsync(recording));
        bench.Await(() => conference.Recordings.ResumeAsync(recording));
        bench.Await(() => conference.Recordings.StopAsync(recording));
        bench.Mrfp.Report(conference.Token, "", it => it.RecordingEnded = new RecordingEnded
        {
            RecordingId = recording.Id,
            Path = recording.Files[0].Path,
            Reason = RecordingEnd.Stopped,
        });
        bench.Driver.AdvanceMs(10);
        bench.Await(() => conference.Recordings.StopAsync(recording));

        Assert.That(told, Is.EqualTo(new[] { RecordingState.Running, RecordingState.Paused, RecordingState.Running, RecordingState.Ended }));
        Assert.That(conference.Recordings.Find(recording.Id), Is.SameAs(recording));
        var request = bench.Mrfp.RecordingRequests.Single();
        Assert.That(request.FileName, Does.Match($"^{conference.Token}-\\d{{8}}T\\d{{6}}Z-1\\.wav$"));
        Assert.That((request.Scope, request.SampleRateHz), Is.EqualTo((RecordingScope.Mix, 48_000u)));
        Assert.That(recording.Files.Single(), Is.EqualTo(new RecordingFile($"/{request.FileName}", "", 16_000, 8000, 0, TimeSpan.Zero) { End = RecordingEnd.Stopped }));
    }

    [Test]
    public void Each_voice_has_its_file_and_one_that_fails_does_not_end_the_others()
    {
        var (bench, conference) = Conference();
        bench.Announce("No space left");
        var recording = bench.Await(() => conference.RecordAsync(new RecordingWish(RecordedVoices.EachParticipant)));
        Assert.That(bench.Mrfp.RecordingRequests.Single().Scope, Is.EqualTo(RecordingScope.EachTermination));

        Report(RecordingEnd.DiskFull, "No space left");
        Assert.That(recording.State, Is.EqualTo(RecordingState.Running));
        Assert.That(recording.Files.Single(file => file.TerminationId == "t2"), Has.Property("End").EqualTo(RecordingEnd.DiskFull).And.Property("IsSound").False);

        void Report(RecordingEnd reason, string fault)
        {
            bench.Mrfp.Report(conference.Token, "t2", it => it.RecordingEnded = new RecordingEnded { RecordingId = recording.Id, Path = "/b", Reason = reason, Fault = fault });
            bench.Driver.AdvanceMs(10);
        }
    }

    [Test]
    public void A_full_disk_ends_the_recording_of_the_mix_and_not_the_conference()
    {
        var (bench, conference) = Conference();
        bench.Announce("No space left");
        var recording = bench.Await(() => conference.RecordAsync(new RecordingWish()));
        bench.Mrfp.Report(conference.Token, "", it => it.RecordingEnded = new RecordingEnded
        {
            RecordingId = recording.Id,
            Path = recording.Files[0].Path,
            Samples = 99,
            Reason = RecordingEnd.DiskFull,
            Fault = "No space left",
        });
        bench.Driver.AdvanceMs(10);

        Assert.That((recording.State, recording.Fault, recording.Files.Single().Samples), Is.EqualTo((RecordingState.Ended, "No space left", 99)));
        Assert.That(conference.State, Is.EqualTo(ConferenceState.Active));
        var late = Assert.Throws<MrfpException>(() => bench.Await(() => conference.Recordings.PauseAsync(recording)));
        Assert.That(late!.Fault, Is.EqualTo(MrfpFault.NotFound));
    }

    [Test]
    public void The_end_of_the_conference_closes_what_still_runs()
    {
        var (bench, conference) = Conference();
        var recording = bench.Await(() => conference.RecordAsync(new RecordingWish()));
        bench.Driver.Run(() => bench.Conferences.End(conference, Removal.ConferenceEnded));
        bench.Driver.AdvanceMs(5_000);
        Assert.That(recording.State, Is.EqualTo(RecordingState.Ended));
        Assert.That(bench.Mrfp.Commands, Does.Contain($"StopRecording {conference.Token}"));
        var commands = bench.Mrfp.Commands.ToList();
        Assert.That(commands.IndexOf($"StopRecording {conference.Token}"), Is.LessThan(commands.IndexOf($"SubtractContext {conference.Token}")));
    }

    [Test]
    public void Without_media_there_is_nothing_to_record()
    {
        var bench = new FocusBench(settings => settings with { ReserveAt = ReservationTime.FirstJoin });
        bench.Ue("alice").Try(FocusBench.Redirect);
        var fault = Assert.Throws<MrfpException>(() => bench.Await(() => bench.Conference.RecordAsync(new RecordingWish())));
        Assert.That(fault!.Fault, Is.EqualTo(MrfpFault.NotFound));
    }

    [Test]
    public void Who_speaks_is_known_by_participant()
    {
        var (bench, conference) = Conference();
        var told = new List<string>();
        bench.Conferences.SpeakersChanged += it => told.Add(string.Join(' ', it.Speakers.Select(speaker => $"{speaker.Participant.User.Uri}:{speaker.LevelDbov}")));
        var termination = conference.Participants[0].Media!.Termination.TerminationId;
        bench.Mrfp.Report(conference.Token, "", it => it.ActiveSpeakers = new ActiveSpeakers
        {
            Speakers = { new Speaker { TerminationId = termination, LevelDbov = 20 }, new Speaker { TerminationId = "gone", LevelDbov = 30 } },
        });
        bench.Mrfp.Report(conference.Token, "", it => it.ActiveSpeakers = new ActiveSpeakers());
        bench.Driver.AdvanceMs(10);
        Assert.That(told, Is.EqualTo(new[] { "sip:alice@alice.example:20", "" }));
    }

    private static (FocusBench Bench, Conference Conference) Conference()
    {
        var bench = new FocusBench();
        bench.Ue("alice").Call(FocusBench.Factory);
        return (bench, bench.Conference);
    }
}

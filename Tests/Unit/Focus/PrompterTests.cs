using ImsConference.Mrfc.Focus.Announcements;
using ImsConference.Protos.Mp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>Announcements and digits: what the MRFP is asked, and that everything asked for ends.</summary>
public sealed class PrompterTests
{
    private static readonly DigitRules Rules = new() { MinDigits = 4, MaxDigits = 6, Overall = TimeSpan.FromSeconds(30) };

    [Test]
    public void A_participant_is_asked_for_digits()
    {
        var bench = new FocusBench();
        bench.Make();
        var asking = Ask(bench);
        bench.Driver.AdvanceMs(10);

        var request = bench.Mrfp.Collections.Values.Single();
        Assert.That(request.Prompt.Segments.Single().Files, Is.EqualTo(["en/enter-pin.wav"]));
        Assert.That((request.MinDigits, request.MaxDigits, request.Terminator, request.BargeIn, request.Mute, request.KeepEarlierKeys), Is.EqualTo((4u, 6u, "#", true, true, false)));
        Assert.That((request.FirstDigitMs, request.InterDigitMs, request.OverallMs), Is.EqualTo((10_000u, 5_000u, 30_000u)));

        bench.Driver.Run(() => bench.Mrfp.EndCollection("1234"));
        bench.Driver.AdvanceMs(10);
        Assert.That(Done(asking), Is.EqualTo(new DigitsOutcome(DigitsResult.Terminated, "1234")));
        Assert.That(Done(asking).ToString(), Does.Not.Contain("1234"), "it may be a PIN");
        bench.EveryoneLeaves();
    }

    [TestCase(DigitsEnd.DigitsComplete, DigitsResult.Complete)]
    [TestCase(DigitsEnd.DigitsFirstTimeout, DigitsResult.NoDigit)]
    [TestCase(DigitsEnd.DigitsInterTimeout, DigitsResult.TooFew)]
    [TestCase(DigitsEnd.DigitsOverallTimeout, DigitsResult.TooFew)]
    [TestCase(DigitsEnd.DigitsTerminationGone, DigitsResult.Cancelled)]
    public void Each_end_has_its_result(DigitsEnd end, DigitsResult expected)
    {
        var bench = new FocusBench();
        bench.Make();
        var asking = Ask(bench);
        bench.Driver.AdvanceMs(10);
        bench.Driver.Run(() => bench.Mrfp.EndCollection("", end));
        bench.Driver.AdvanceMs(10);
        Assert.That(Done(asking).Result, Is.EqualTo(expected));
        bench.EveryoneLeaves();
    }

    [Test]
    public void What_the_MRFP_does_not_tell_is_not_waited_for_for_ever()
    {
        var bench = new FocusBench();
        bench.Make();
        var asking = Ask(bench);
        bench.Driver.Advance(TimeSpan.FromSeconds(35));
        Assert.That(asking.IsCompleted, Is.False, "1 s of prompt, 30 s of patience, 5 s of grace");
        bench.Driver.Advance(TimeSpan.FromSeconds(2));
        Assert.That(Done(asking).Result, Is.EqualTo(DigitsResult.Failed));
        Assert.That(bench.Mrfp.Collections, Is.Empty, "it is cancelled");
        bench.EveryoneLeaves();
    }

    [Test]
    public void Who_asked_may_stop_it()
    {
        using var stop = new CancellationTokenSource();
        var bench = new FocusBench();
        bench.Make();
        var asking = Ask(bench, stop.Token);
        bench.Driver.AdvanceMs(10);
        stop.Cancel();
        bench.Driver.AdvanceMs(10);
        Assert.That(Done(asking).Result, Is.EqualTo(DigitsResult.Cancelled));
        Assert.That(bench.Mrfp.Collections, Is.Empty);
        bench.EveryoneLeaves();
    }

    [TestCase("CollectDigits", DigitsResult.Failed)]
    [TestCase("", DigitsResult.Cancelled)]
    public void A_conference_that_ends_meanwhile_leaves_nothing(string failing, DigitsResult expected)
    {
        var bench = new FocusBench();
        bench.Make();
        if (failing.Length > 0) bench.Mrfp.Before = command => command == failing ? throw new Mrfc.Media.MrfpException(Mrfc.Media.MrfpFault.Rejected, "no") : Task.CompletedTask;
        var asking = Ask(bench);
        var lobby = Play(bench, Prompt.Lobby);
        bench.Driver.AdvanceMs(10);
        bench.EveryoneLeaves();
        Assert.That(Done(asking).Result, Is.EqualTo(expected));
        Assert.That(Done(lobby), Is.EqualTo(PlayResult.Stopped), "it would have gone on for ever");
    }

    [Test]
    public void Keys_by_INFO_go_to_the_collection_and_into_no_log_and_no_trace()
    {
        var bench = new FocusBench();
        var session = bench.Make(reliable: false).Session;
        var pressed = 0;
        bench.Focus.Keys.Pressed += (_, _) => pressed++;
        var asking = Ask(bench);
        bench.Driver.AdvanceMs(10);
        Assert.That(bench.Focus.Prompter.IsAsking(session.Dialog.Id.CallId), Is.True);
        foreach (var key in "80*")
            bench.Await(() => session.SendAsync("INFO", "application/dtmf-relay", System.Text.Encoding.ASCII.GetBytes($"Signal={key}\r\n"), []));
        bench.Driver.AdvanceMs(50);
        Assert.That(bench.Mrfp.PressedKeys, Is.EqualTo("80*"));
        Assert.That(pressed, Is.Zero);

        bench.Driver.Run(() => bench.Mrfp.EndCollection("80*"));
        bench.Driver.AdvanceMs(10);
        Assert.That(bench.Focus.Prompter.IsAsking(session.Dialog.Id.CallId), Is.False);
        bench.Await(() => session.SendAsync("INFO", "application/dtmf", "5"u8.ToArray(), []));
        Assert.That((pressed, bench.Mrfp.PressedKeys), Is.EqualTo((1, "80*")), "an ordinary key again");
        Assert.That(Done(asking).Digits, Is.EqualTo("80*"));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_tone_without_an_end_plays_until_it_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        var bench = new FocusBench();
        bench.Make();
        var ringing = Play(bench, Prompt.Ringback, stop.Token);
        bench.Driver.Advance(TimeSpan.FromMinutes(5));
        Assert.That(ringing.IsCompleted, Is.False);
        var request = bench.Mrfp.Playbacks.Values.Single();
        Assert.That((request.Announcement.Times, request.Alone, request.TerminationId), Is.EqualTo((0u, true, bench.Mrfp.Streams.Keys.Single())));
        stop.Cancel();
        bench.Driver.AdvanceMs(10);
        Assert.That(Done(ringing), Is.EqualTo(PlayResult.Stopped));
        Assert.That(bench.Mrfp.Playbacks, Is.Empty);
        bench.EveryoneLeaves();
    }

    [Test]
    public void Who_comes_and_goes_is_announced()
    {
        var bench = new FocusBench(new AnnouncementOptions { First = "on", Joined = "on", Left = "440/100 bye.wav", Language = "de-AT" });
        var (alice, _) = bench.Make();
        bench.Driver.AdvanceMs(10);
        var first = bench.Mrfp.Playbacks.Values.Single();
        Assert.That(first.TerminationId, Is.Not.Empty, "to one");
        Assert.That(first.Announcement.Segments.Single().Files, Is.EqualTo(["de-AT/first.wav", "de/first.wav", "en/first.wav"]));
        bench.Driver.Run(() => bench.Mrfp.EndPlayback(first.PlaybackId));

        var bob = bench.Ue("bob").Call(bench.Conference.Uri.ToString());
        bench.Driver.AdvanceMs(10);
        var joined = bench.Mrfp.Playbacks.Values.Single();
        Assert.That((joined.TerminationId, joined.Alone), Is.EqualTo(("", false)), "to all");
        Assert.That(joined.Announcement.Segments.Select(segment => segment.Tone.FrequenciesHz.Single()), Is.EqualTo([700, 1000]));
        bench.Driver.Run(() => bench.Mrfp.EndPlayback(joined.PlaybackId));

        bench.Await(() => bob.ByeAsync());
        bench.Driver.AdvanceMs(10);
        var left = bench.Mrfp.Playbacks.Values.Single();
        Assert.That(left.Announcement.Segments[1].Files[2], Is.EqualTo("en/bye.wav"));
        bench.Driver.Run(() => bench.Focus.Conferences.All.Single());
        bench.EveryoneLeaves();
    }

    [Test]
    public void Nothing_is_announced_that_is_off()
    {
        var bench = new FocusBench(new AnnouncementOptions { OneMinuteLeft = "off" });
        bench.Make();
        bench.Ue("bob").Call(bench.Conference.Uri.ToString());
        bench.Driver.AdvanceMs(10);
        Assert.That(bench.Mrfp.Commands, Has.None.Contains("Playback"));
        bench.EveryoneLeaves();
    }

    [TestCase("off", ExpectedResult = true)]
    [TestCase("on", ExpectedResult = true)]
    [TestCase("beep.wav", ExpectedResult = true)]
    [TestCase("350+440@-13/1000,500 pause/200 beep.wav", ExpectedResult = true)]
    [TestCase("", ExpectedResult = false)]
    [TestCase("../beep.wav", ExpectedResult = false)]
    [TestCase("de/beep.wav", ExpectedResult = false, Description = "the language is a setting of its own")]
    [TestCase("425", ExpectedResult = false, Description = "for how long?")]
    [TestCase("425@3/100", ExpectedResult = false)]
    [TestCase("425/20000,20000", ExpectedResult = false, Description = "too long")]
    [TestCase("425/0", ExpectedResult = false)]
    [TestCase("20/100", ExpectedResult = false)]
    [TestCase("1+2+3/100", ExpectedResult = false)]
    [TestCase("pause/", ExpectedResult = false)]
    public bool A_sound_is_checked(string sound) => new AnnouncementOptionsCheck().Validate(null, new AnnouncementOptions { Joined = sound }).Succeeded;

    private static Task<DigitsOutcome> Ask(FocusBench bench, CancellationToken stop = default)
    {
        var participant = bench.Conference.Participants.Single();
        return Start(bench, () => bench.Focus.Prompter.CollectAsync(participant, Prompt.EnterPin, Rules, stop));
    }

    private static Task<PlayResult> Play(FocusBench bench, Prompt prompt, CancellationToken stop = default)
    {
        var participant = bench.Conference.Participants.Single();
        return Start(bench, () => bench.Focus.Prompter.PlayAsync(participant, prompt, stop));
    }

    private static T Done<T>(Task<T> task)
    {
        Assert.That(task.IsCompleted, Is.True, "it still waits");
        return task.GetAwaiter().GetResult();
    }

    private static Task<T> Start<T>(FocusBench bench, Func<Task<T>> flow)
    {
        Task<T>? started = null;
        bench.Driver.Run(() => { started = flow(); });
        return started!;
    }
}

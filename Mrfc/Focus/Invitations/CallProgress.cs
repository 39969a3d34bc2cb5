using ImsConference.Mrfc.Focus.Announcements;

namespace ImsConference.Mrfc.Focus.Invitations;

/// <summary>Lets the participant who has a user called hear how it goes: ringback while the user is alerted, busy when it does not come.</summary>
/// <remarks>It hears the conference meanwhile. Of several calls at once it hears the first: tones of two would say nothing.</remarks>
public sealed class CallProgress(FocusServices services)
{
    private const int Ringing = 180;
    private const int Withdrawn = 487;

    private static readonly TimeSpan BusyTime = TimeSpan.FromSeconds(3);

    private readonly HashSet<Participant> _listening = [];

    /// <summary>Follows a call until its end, where <see cref="FocusOptions.CallProgressTones"/> says so.</summary>
    /// <param name="call">That was asked for.</param>
    /// <param name="listener">Who asked for it; null: nobody who is in.</param>
    public void Follow(UserCall call, Participant? listener)
    {
        if (services.Options.CallProgressTones && listener is { IsConnected: true } && !call.Outcome.IsCompleted && _listening.Add(listener))
            services.Loop.Spawn("call progress", () => FollowAsync(call, listener));
    }

    private async Task FollowAsync(UserCall call, Participant listener)
    {
        using var answered = new CancellationTokenSource();
        var ringback = Task.CompletedTask;
        try
        {
            call.Progressed += Hear;
            Hear(call.Status);
            var status = await call.Outcome;
            call.Progressed -= Hear;
            answered.Cancel(); // on the loop, not beside it
            await ringback;
            if (status is >= 300 and not Withdrawn && listener.IsConnected) await PlayBusyAsync(listener);
        }
        finally
        {
            _listening.Remove(listener);
        }

        void Hear(int status)
        {
            if (status == Ringing && ringback.IsCompleted) ringback = services.Prompter.PlayOverAsync(listener, Prompt.Ringback, answered.Token);
        }
    }

    private async Task PlayBusyAsync(Participant listener)
    {
        using var over = new CancellationTokenSource();
        var timer = services.Loop.Schedule(BusyTime, over.Cancel);
        await services.Prompter.PlayOverAsync(listener, Prompt.Busy, over.Token);
        timer.Cancel();
    }
}

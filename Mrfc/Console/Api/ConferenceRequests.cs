using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Control;
using ImsConference.Sip.Loop;

namespace ImsConference.Mrfc.Console.Api;

/// <summary>Finds the conference that a path names, and reads it or acts on it, on the signalling loop.</summary>
/// <param name="loop">Where all of it happens.</param>
/// <param name="control">Knows the conferences.</param>
public sealed class ConferenceRequests(SignallingLoop loop, ConferenceControl control)
{
    public Task<IResult> ReadAsync(string id, Func<Conference, IResult> read) =>
        loop.InvokeAsync(() => Task.FromResult(control.Find(id) is { } conference ? read(conference) : Problems.NoConference));

    public Task<IResult> ActAsync(string id, ActingHeaders acting, Func<Actor, Conference, IResult> act) =>
        ActAsync(id, acting, (actor, conference) => Task.FromResult(act(actor, conference)));

    public Task<IResult> ActAsync(string id, ActingHeaders acting, Func<Actor, Conference, Task<IResult>> act)
    {
        if (!acting.TryUser(out var user, out var wrong)) return Task.FromResult(wrong);
        return loop.InvokeAsync(() => control.Find(id) is { } conference
            ? act(ConferenceControl.ActorIn(conference, user), conference) : Task.FromResult<IResult>(Problems.NoConference));
    }
}

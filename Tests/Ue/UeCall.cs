using System.Net;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Sessions;
using ImsConference.Tests.Ue.Hearing;
using ImsConference.Tests.Ue.Media;

namespace ImsConference.Tests.Ue;

/// <summary>One call of a UE, answered. Disposal hangs up.</summary>
public sealed class UeCall : IAsyncDisposable
{
    private readonly List<int> _provisionals = [];
    private readonly List<string> _redirects = [];
    private InviteSession? _session;

    internal UeCall(UserEquipment equipment, MediaEndpoint media)
    {
        Equipment = equipment;
        Media = media;
    }

    public UserEquipment Equipment { get; }

    /// <summary>Its ears and mouth.</summary>
    public MediaEndpoint Media { get; }

    /// <summary>The peer's Contact: in a conference its URI, to which others can be referred.</summary>
    public string ConferenceUri => Target.Text;

    /// <summary>Statuses of the provisional responses to our INVITE, in order; a reliable one that was repeated stands there once.</summary>
    public IReadOnlyList<int> Provisionals => _provisionals;

    /// <summary>Contacts of the 3xx responses that were followed.</summary>
    public IReadOnlyList<string> Redirects => _redirects;

    public string CallId => Session.Dialog.Id.CallId;

    /// <summary>How it ended, whoever ended it. Never faults.</summary>
    public Task<SessionEnd> Ended => Session.Ended;

    /// <summary>Our description in force.</summary>
    public SessionDescription? LocalDescription => Session.LocalDescription;

    /// <summary>The peer's description in force.</summary>
    public SessionDescription? RemoteDescription => Session.RemoteDescription;

    internal SipUri Target => Session.Dialog.RemoteTarget;

    private InviteSession Session => _session ?? throw new InvalidOperationException("not answered yet");

    /// <summary>What comes in during the next while.</summary>
    public Task<AudioClip> ListenAsync(TimeSpan duration, CancellationToken stop = default) => Media.ListenAsync(duration, stop);

    /// <summary>Listens for a second: level of a tone in what comes in, dBFS; −120 for silence.</summary>
    public async Task<double> LevelDbAsync(double toneHz, CancellationToken stop = default)
    {
        var clip = await ListenAsync(TimeSpan.FromSeconds(1), stop);
        return Spectrum.LevelDb(clip.Samples, toneHz);
    }

    /// <summary>Listens for a second: are exactly these tones there, and none of the others?</summary>
    public async Task<TonesHeard> HearAsync(
        IReadOnlyCollection<double> expectedHz, IReadOnlyCollection<double> forbiddenHz, CancellationToken stop = default)
    {
        var clip = await ListenAsync(TimeSpan.FromSeconds(1), stop);
        return TonesHeard.In(clip.Samples, expectedHz, forbiddenHz);
    }

    /// <summary>Puts the conference on hold by re-INVITE (RFC 3264 §8.4).</summary>
    /// <param name="inactive">Both ways; else we would still send.</param>
    public Task<ModifyOutcome> HoldAsync(bool inactive = false) =>
        TurnAsync(inactive ? MediaDirection.Inactive : MediaDirection.SendOnly, ModifyBy.ReInvite);

    /// <summary>Takes it from hold.</summary>
    public Task<ModifyOutcome> ResumeAsync() => TurnAsync(MediaDirection.SendReceive, ModifyBy.ReInvite);

    /// <summary>Offers a direction by re-INVITE or UPDATE.</summary>
    public Task<ModifyOutcome> TurnAsync(MediaDirection direction, ModifyBy by) => OnLoopAsync(() =>
        Session.ModifyAsync(Descriptions.Turned(Session.LocalDescription ?? throw new InvalidOperationException("no media"), direction), by));

    /// <summary>Offers other codecs by re-INVITE.</summary>
    public Task<ModifyOutcome> OfferAsync(params UeCodec[] codecs) => OnLoopAsync(() => Session.ModifyAsync(Descriptions.Offer(Media.Local, codecs), ModifyBy.ReInvite));

    /// <summary>Offers another address by re-INVITE, though its media stays where it is: as one does that a gateway moved.</summary>
    public Task<ModifyOutcome> ClaimAsync(IPEndPoint address) => OnLoopAsync(() => Session.ModifyAsync(
        Descriptions.Moved(Session.LocalDescription ?? throw new InvalidOperationException("no media"), address), ModifyBy.ReInvite));

    /// <summary>Offers by UPDATE what is in force already: a refresh.</summary>
    public Task<ModifyOutcome> UpdateAsync() => OnLoopAsync(() => Session.ModifyAsync(Session.LocalDescription, ModifyBy.Update));

    /// <inheritdoc cref="MediaEndpoint.SendDigitsAsync"/>
    public Task SendDigitsAsync(string digits) => Media.SendDigitsAsync(digits);

    /// <summary>Tells a key by INFO, as <c>application/dtmf-relay</c>.</summary>
    /// <returns>Status of the answer.</returns>
    public async Task<int> TellKeyAsync(char key) => (await OnLoopAsync(() =>
        Session.SendAsync("INFO", "application/dtmf-relay", System.Text.Encoding.ASCII.GetBytes($"Signal={key}\r\nDuration=160\r\n"), []))).Status;

    /// <summary>Sends a REFER in this call's dialog, as IR.92 UEs do: the focus dials out, or removes somebody (<c>;method=BYE</c>).</summary>
    public Task<ReferOutcome> ReferAsync(string referTo, CancellationToken stop = default) => OnLoopAsync(() =>
        Session.Refer(new InDialogRefer { ReferTo = $"<{referTo}>", ReferredBy = $"<{Equipment.Profile.Identity}>" }).Outcome.WaitAsync(stop));

    /// <summary>Subscribes to the conference's state in this call's dialog, as IR.92 UEs do.</summary>
    /// <exception cref="InvalidOperationException">Refused, or no NOTIFY came.</exception>
    public Task<ConferenceWatch> SubscribeAsync(CancellationToken stop = default) => Equipment.WatchAsync(
        watch => Session.Subscribe(new InDialogSubscribe
        {
            Event = ConferenceWatch.Event,
            Accept = [ConferenceWatch.ContentType],
            OnNotify = watch.TakeNotify,
        }),
        stop);

    /// <summary>Leaves: BYE, and its answer.</summary>
    /// <param name="reason">Reason value (RFC 3326); null: none.</param>
    public Task ByeAsync(string? reason = null) => OnLoopAsync(async () =>
    {
        await Session.ByeAsync(reason);
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        if (_session is not null) await ByeAsync();
        await Media.DisposeAsync();
    }

    /// <summary>The session is confirmed: media as agreed, until the end.</summary>
    internal async Task BeginAsync(InviteSession session)
    {
        _session = session;
        session.OnAgreed = Agreed;
        Equipment.Began(this);
        Equipment.Host.Loop.Spawn("call", EndAsync);
        await ApplyAsync(session);
    }

    internal void Progressed(InviteProgress progress)
    {
        if (!progress.Reliable || !_provisionals.Contains(progress.Response.StatusCode)) _provisionals.Add(progress.Response.StatusCode);
    }

    internal void RedirectedTo(SipUri contact) => _redirects.Add(contact.Text);

    internal void Agreed(InviteSession session) => Equipment.Host.Loop.Spawn("media", () => ApplyAsync(session));

    internal Task ApplyAsync(InviteSession session)
    {
        var agreed = session is { LocalDescription: { } ours, RemoteDescription: { } theirs } ? Descriptions.Settle(ours, theirs) : null;
        return agreed is null ? Task.CompletedTask : Media.ApplyAsync(agreed);
    }

    internal Task<OfferReply> AnswerAsync(IncomingOffer offer)
    {
        var answer = Descriptions.Answer(offer.Offer, Media.Local, Equipment.Profile.Codecs);
        return Task.FromResult(answer is null ? OfferReply.Refuse(488) : OfferReply.Answer(answer));
    }

    private async Task EndAsync()
    {
        await Session.Ended;
        Equipment.Ended(this);
        await Media.DisposeAsync();
    }

    private Task<T> OnLoopAsync<T>(Func<Task<T>> work) => Equipment.Host.Loop.InvokeAsync(work);
}

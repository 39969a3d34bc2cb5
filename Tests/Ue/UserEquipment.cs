using System.Threading.Channels;
using ImsConference.Sip.Digest;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Sessions;
using ImsConference.Tests.Ue.Media;

namespace ImsConference.Tests.Ue;

/// <summary>A simulated IMS UE: places and takes calls, follows redirects and REFERs, subscribes, refers.</summary>
public sealed class UserEquipment : IAsyncDisposable
{
    private readonly SipPort _port;
    private readonly Channel<UeCall> _arrivals = Channel.CreateUnbounded<UeCall>();
    private readonly HashSet<UeCall> _calls = [];
    private readonly HashSet<ConferenceWatch> _watches = [];

    internal UserEquipment(UeHost host, SipPort port, UeProfile profile)
    {
        Host = host;
        _port = port;
        Profile = profile;
        User = SipUri.Parse(profile.Identity).User;
        var local = Agent.Transports.Listening[0].Local;
        Address = $"sip:{User}@{local}";
        Contact = $"<{Address}>";
        From = profile.DisplayName.Length > 0 ? $"\"{profile.DisplayName}\" <{profile.Identity}>" : $"<{profile.Identity}>";
        Credentials = profile.Password is { } password ? new DigestCredentials(User, password) : null;
    }

    public UeProfile Profile { get; }

    /// <summary>URI of its Contact: where it can be reached without any CSCF.</summary>
    public string Address { get; }

    internal UeHost Host { get; }

    internal string User { get; }

    internal string Contact { get; }

    internal string From { get; }

    internal DigestCredentials? Credentials { get; }

    internal UserAgent Agent => _port.Agent;

    /// <summary>Calls a conference factory, a redirecting URI, a conference URI or a person, and follows a 302.</summary>
    /// <returns>The call, answered and acknowledged.</returns>
    /// <exception cref="CallRefusedException">Refused, or no answer.</exception>
    public Task<UeCall> CallAsync(string uri, CancellationToken stop = default) =>
        Host.Loop.InvokeAsync(() => OutgoingCall.PlaceAsync(this, SipUri.Parse(uri), [], stop));

    /// <summary>Calls with a description that is not ours: another program has the media, and later offers are refused.</summary>
    /// <exception cref="CallRefusedException">Refused, or no answer.</exception>
    public Task<SignalledCall> SignalAsync(string uri, SessionDescription offer, CancellationToken stop = default) =>
        Host.Loop.InvokeAsync(() => SignalledCall.PlaceAsync(this, SipUri.Parse(uri), offer, stop));

    /// <summary>The next call that came to be without being asked for: dialled in by somebody, or placed on a REFER.</summary>
    public async Task<UeCall> NextCallAsync(CancellationToken stop = default) => await _arrivals.Reader.ReadAsync(stop);

    /// <summary>Subscribes to a conference's state outside any dialog (RFC 4575).</summary>
    /// <exception cref="InvalidOperationException">Refused, or no NOTIFY came.</exception>
    public Task<ConferenceWatch> SubscribeAsync(string conferenceUri, CancellationToken stop = default) =>
        WatchAsync(watch => Agent.Subscribe(new SubscribeRequest
        {
            Target = SipUri.Parse(conferenceUri),
            From = From,
            Contact = Contact,
            Headers = Profile.Headers,
            Credentials = Credentials,
            Event = ConferenceWatch.Event,
            Accept = [ConferenceWatch.ContentType],
            OnNotify = watch.TakeNotify,
        }), stop);

    /// <summary>Sends a REFER outside any dialog: to a person, to join a conference; or to a focus, to dial a person out.</summary>
    /// <param name="target">Who is asked.</param>
    /// <param name="referTo">URI to call, with its method parameter or headers if need be.</param>
    /// <param name="stop">Ends the wait for the outcome.</param>
    /// <returns>Status of the REFER, and of what it caused.</returns>
    public Task<ReferOutcome> ReferAsync(string target, string referTo, CancellationToken stop = default) => Host.Loop.InvokeAsync(() =>
        Agent.Refer(new ReferRequest
        {
            Target = SipUri.Parse(target),
            From = From,
            Contact = Contact,
            Headers = Profile.Headers,
            Credentials = Credentials,
            ReferTo = $"<{referTo}>",
            ReferredBy = $"<{Profile.Identity}>",
        }).Outcome.WaitAsync(stop));

    /// <summary>Hangs up every call and ends every subscription.</summary>
    public async ValueTask DisposeAsync()
    {
        var (calls, watches) = await Host.Loop.InvokeAsync(() => Task.FromResult((_calls.ToArray(), _watches.ToArray())));
        await Task.WhenAll([.. watches.Select(w => w.DisposeAsync().AsTask()), .. calls.Select(c => c.DisposeAsync().AsTask())]);
        await Host.Loop.InvokeAsync(() =>
        {
            _port.Remove(User);
            Host.Remove(this);
            return Task.CompletedTask;
        });
    }

    /// <summary>A request for this UE that no dialog of it has taken.</summary>
    internal bool Take(IncomingRequest request)
    {
        switch (request.Method)
        {
            case SipMethod.Invite:
                IncomingCall.Take(this, request);
                return true;
            case SipMethod.Refer:
                IncomingRefer.Take(this, request);
                return true;
            case SipMethod.Options:
                request.RespondWithCapabilities(Contact);
                return true;
            default:
                return false;
        }
    }

    internal Task<MediaEndpoint> OpenMediaAsync() =>
        MediaEndpoint.OpenAsync(Host.Media, Host.Options.Address, Profile.NewVoice(), $"{User}@{Host.Options.Address}");

    internal void Began(UeCall call) => _calls.Add(call);

    internal void Ended(UeCall call) => _calls.Remove(call);

    internal void Ended(ConferenceWatch watch) => _watches.Remove(watch);

    internal void Arrived(UeCall call) => _arrivals.Writer.TryWrite(call);

    internal IEnumerable<UeCall> CallsTo(SipUri target) => _calls.Where(c => c.Target.Equals(target)).ToArray();

    internal Task<ConferenceWatch> WatchAsync(Func<ConferenceWatch, ClientSubscription> subscribe, CancellationToken stop) =>
        Host.Loop.InvokeAsync(async () =>
        {
            var watch = new ConferenceWatch(this);
            var subscription = subscribe(watch);
            watch.Begin(subscription);
            _watches.Add(watch);
            if (await subscription.Established.WaitAsync(stop)) return watch;
            _watches.Remove(watch);
            var end = await subscription.Ended;
            throw new InvalidOperationException($"SUBSCRIBE: {end.Status} {end.Reason}");
        });
}

using System.Net;
using ImsConference.Mrfc.Focus.Negotiation;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Mrfc.Media;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Sessions;
using Endpoint = ImsConference.Protos.Mp.Endpoint;

namespace ImsConference.Mrfc.Focus;

/// <summary>Offer and answer of one participant, and its termination kept in line with what is agreed.</summary>
/// <param name="termination">Where its media is.</param>
/// <param name="negotiator">Chooses from offers.</param>
/// <param name="session">Of all our descriptions.</param>
/// <param name="rtpTimeout">Silence after which the MRFP reports; zero: never.</param>
public sealed class ParticipantMedia(MrfpTermination termination, AudioNegotiator negotiator, LocalSession session, TimeSpan rtpTimeout)
{
    private const int PlaceholderPort = 9;

    // Not 0.0.0.0, which would say that we do not receive (RFC 3264 §8.4).
    private static readonly Endpoint Placeholder = new() { Address = "127.0.0.1", RtpPort = PlaceholderPort, RtcpPort = PlaceholderPort };

    private readonly StreamMapper _mapper = new(negotiator.Codecs, rtpTimeout);
    private int _line;
    private uint _sourceId;
    private bool _isHeard; // the source is what the MRFP says, and not what was announced
    private PortMode? _portMode; // decided when the termination is added; from shared ports it may have to go to its own

    public MrfpTermination Termination => termination;

    /// <summary>False while the caller still reserves its resources: then the termination is there, and silent (RFC 3312 §6).</summary>
    public bool IsThroughConnected { get; set; }

    /// <summary>
    /// It neither hears the others nor is heard, whatever is agreed, but what is played to it alone. The MRFP follows with the next <see cref="FollowAsync"/>.
    /// </summary>
    public bool IsIsolated { get; set; }

    /// <summary>It hears, and is not heard, whatever is agreed. The MRFP follows with the next <see cref="FollowAsync"/>.</summary>
    public bool IsListenOnly { get; set; }

    /// <summary>Direction as the participant sees it; known once something was agreed.</summary>
    public MediaDirection TheirDirection { get; private set; } = MediaDirection.Inactive;

    /// <summary>The peer does not take our media: it holds the call, or is about to.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>The others do not hear it, whatever it sends; the MRFP follows with the next <see cref="FollowAsync"/>.</summary>
    public bool IsMuted { get; set; }

    /// <summary>Nothing goes to it or comes from it, whatever is agreed; the MRFP follows with the next <see cref="FollowAsync"/>.</summary>
    public bool IsHeldByFocus { get; set; }

    /// <summary>The one medium, for the roster: what it says counts as sent where others hear it.</summary>
    public RosterMedia ForRoster => new($"{_line + 1}", "audio", _sourceId, (IsMuted ? TheirDirection & MediaDirection.ReceiveOnly : TheirDirection) switch
    {
        MediaDirection.SendReceive => MediaStatus.SendRecv,
        MediaDirection.SendOnly => MediaStatus.SendOnly,
        MediaDirection.ReceiveOnly => MediaStatus.RecvOnly,
        _ => MediaStatus.Inactive,
    })
    {
        Label = AudioLine.Label,
    };

    private MediaCapability Capability => termination.Context.CapabilityOf(MediaType.Audio);

    /// <summary>Takes an offer: chooses, adds the termination, and makes the answer.</summary>
    /// <exception cref="MrfpException">The MRFP did not take it.</exception>
    public async Task<(SessionDescription? Answer, Refusal? Refusal)> TakeOfferAsync(SessionDescription offer)
    {
        if (!negotiator.TryChoose(offer, Capability, null, out var choice, out var refusal)) return (null, refusal);

        _line = choice.Line;
        var draft = AudioNegotiator.Answer(offer, choice, Placeholder, session);
        var stream = Describe(draft, offer);
        await AddAsync(stream);
        return IsReachable(stream) ? (MayBeSilenced(AudioNegotiator.Answer(offer, choice, termination.Local, session)), null) : (null, Refusals.BadAddress);
    }

    /// <summary>Adds the termination for an offer of our own, and makes it: for a call of ours, or an INVITE without SDP.</summary>
    /// <exception cref="MrfpException">The MRFP did not take it.</exception>
    public async Task<SessionDescription> MakeOfferAsync()
    {
        await AddAsync(Describe(negotiator.Offer(Capability, Placeholder, session), null));
        return MayBeSilenced(negotiator.Offer(Capability, termination.Local, session));
    }

    /// <summary>Answers an offer inside the session; the MRFP follows before the answer leaves.</summary>
    public async Task<(SessionDescription? Answer, Refusal? Refusal)> TakeLaterOfferAsync(IncomingOffer incoming, int retryAfterSeconds)
    {
        var offer = incoming.Offer;
        if (_line >= offer.Media.Length) return (null, Refusals.NoAudio); // lines never go away (RFC 3264 §8)

        AudioChoice? choice = null;
        if (!offer.Media[_line].IsRefused && !negotiator.TryChoose(offer, Capability, _line, out choice, out var refusal)) return (null, refusal);

        var stream = Describe(Answer(), offer);
        if (!IsReachable(stream)) return (null, Refusals.BadAddress);

        var fault = await ModifyAsync(stream);
        return fault is null ? (Answer(), null) : (null, Refusals.NoMediaResource(fault.Fault, retryAfterSeconds));

        SessionDescription Answer() => MayBeSilenced(
            choice is null ? AudioNegotiator.AnswerDisabled(offer, termination.Local, session) : AudioNegotiator.Answer(offer, choice, termination.Local, session));
    }

    /// <summary>What we offer to a re-INVITE without SDP; null while there is nothing that could be offered again.</summary>
    public SessionDescription? OfferAgain(InviteSession invite) =>
        invite is { LocalDescription: { } local, RemoteDescription: { } remote }
        && _line < local.Media.Length && _line < remote.Media.Length && !local.Media[_line].IsRefused
            ? MayBeSilenced(negotiator.OfferAgain(local, remote, _line, Capability, termination.Local))
            : null;

    /// <summary>Brings the MRFP in line with the descriptions in force.</summary>
    /// <returns>Null, or why the participant cannot stay.</returns>
    public async Task<Removal?> FollowAsync(InviteSession invite)
    {
        if (invite.LocalDescription is not { } local || invite.RemoteDescription is not { } remote) return null;
        if (_line >= local.Media.Length || _line >= remote.Media.Length) return Removal.NoCommonFormat;

        var stream = Describe(local, remote);
        var isSwitchedOff = local.Media[_line].IsRefused || remote.Media[_line].IsRefused;
        TheirDirection = isSwitchedOff ? MediaDirection.Inactive : StreamMapper.EffectiveDirection(local, remote, _line).Reversed();
        IsHeld = !isSwitchedOff && !remote.DirectionOf(remote.Media[_line]).HasFlag(MediaDirection.ReceiveOnly);
        if (!isSwitchedOff && !StreamMapper.CanTalk(stream)) return Removal.NoCommonFormat;

        return await ModifyAsync(stream) is null ? null : Removal.MediaLost;
    }

    /// <summary>Its ports on the MRFP are not those that the peer was told: it left the shared ones when the peer had answered.</summary>
    public bool HasMoved(InviteSession invite) =>
        invite is { HasEnded: false, LocalDescription: { } local } && _line < local.Media.Length
        && !local.Media[_line].IsRefused && termination.Local.RtpPort != 0 && local.Media[_line].Port != termination.Local.RtpPort;

    /// <summary>Notes the SSRC that the MRFP hears the participant send with.</summary>
    /// <returns>False when it is the one that is known.</returns>
    public bool NoteSource(uint ssrc)
    {
        _isHeard = true;
        if (_sourceId == ssrc) return false;
        _sourceId = ssrc;
        return true;
    }

    /// <summary>Notes the SSRC that a description says the participant will send with (RFC 5576): until it is heard, that is all we know.</summary>
    public void NoteSource(SessionDescription? remote)
    {
        if (!_isHeard && remote is not null && _line < remote.Media.Length && remote.Media[_line].TryGetAttribute("ssrc", out var value))
            _ = uint.TryParse(value.Split(' ')[0], out _sourceId);
    }

    private bool IsReachable(StreamDescriptor stream) => stream.Remote is not { } remote
        || IPAddress.Parse(remote.Address).AddressFamily == IPAddress.Parse(termination.Local.Address).AddressFamily;

    /// <summary>Where the MRFP cannot tell a peer apart at the shared port, because another has its address, a port of its own serves it.</summary>
    private async Task AddAsync(StreamDescriptor stream)
    {
        try
        {
            await termination.AddAsync(stream);
        }
        catch (MrfpException e) when (e.Fault == MrfpFault.Rejected && stream.PortMode == PortMode.Shared)
        {
            _portMode = PortMode.Dedicated;
            await termination.AddAsync(new StreamDescriptor(stream) { PortMode = PortMode.Dedicated });
        }
    }

    /// <summary>Likewise for one that is there: <see cref="MrfpTermination.Local"/> is another then.</summary>
    private async Task<MrfpException?> ModifyAsync(StreamDescriptor stream)
    {
        var fault = await termination.ModifyAsync(stream);
        if (fault?.Fault != MrfpFault.Rejected || stream.PortMode != PortMode.Shared) return fault;

        fault = await termination.ModifyAsync(new StreamDescriptor(stream) { PortMode = PortMode.Dedicated });
        if (fault is null) _portMode = PortMode.Dedicated;
        return fault;
    }

    private StreamDescriptor Describe(SessionDescription local, SessionDescription? remote)
    {
        var stream = _mapper.Describe(local, remote, _line, IsThroughConnected);
        stream.Isolated = IsIsolated;
        stream.PortMode = _portMode ??= termination.Context.PortModeFor(stream.Remote);
        stream.Muted = IsMuted || IsListenOnly;
        if (!IsHeldByFocus) return stream;

        stream.Direction = Direction.Inactive;
        stream.RtpTimeoutMs = 0; // it was told to be silent
        return stream;
    }

    private SessionDescription MayBeSilenced(SessionDescription ours) => !IsHeldByFocus ? ours
        : ours with { Media = ours.Media.SetItem(_line, ours.Media[_line].WithDirection(MediaDirection.Inactive)) };
}

using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus.Invitations;

/// <summary>The focus asks a user by REFER to come by itself (RFC 4579 §5.7). It is in the roster when it has come.</summary>
public sealed class Summons(FocusServices services)
{
    /// <summary>Asks.</summary>
    /// <returns>How it goes, as the user reports it; what the user answers when it does not report.</returns>
    public UserCall Send(Conference conference, Invitation invitation)
    {
        var call = new UserCall();
        services.Loop.Spawn("request to join", () => SendAsync(conference, invitation, call));
        return call;
    }

    private async Task SendAsync(Conference conference, Invitation invitation, UserCall call)
    {
        var status = 500;
        try
        {
            var refer = services.Agent.Refer(new ReferRequest
            {
                Target = invitation.Target,
                From = $"<{conference.Uri}>",
                Contact = conference.Contact,
                Route = services.OutboundRoute,
                MaxForwards = invitation.MaxForwards,
                ReferTo = $"<{conference.Uri};method=INVITE>",
                ReferredBy = $"<{conference.Uri}>",
                Headers = services.Ims.ForInvite(conference, invitation.Target),
                Correlation = services.Ims.Correlate(conference, invitation.Target, services.Ims.Begin(null)),
                Credentials = services.Credentials,
                OnProgress = reported => Tell(call, reported),
            });
            var outcome = await refer.Outcome;
            status = outcome switch
            {
                { FinalStatus: >= 200 } => outcome.FinalStatus,
                { Status: < 300, FinalStatus: > 0 } => 408, // it fell silent
                _ => outcome.Status,
            };
        }
        finally
        {
            call.End(status);
        }
    }

    private static void Tell(UserCall call, int status)
    {
        if (status is > 100 and < 200) call.Progress(status);
    }
}

using ImsConference.Tests.EndToEnd.Harness;

namespace ImsConference.Tests.EndToEnd.Joining;

/// <summary>What fixtures share in which users bring others into a conference.</summary>
/// <param name="settings">Of the MRFC, beside a conference that soon tells, and ends with its creator.</param>
public abstract class JoiningFixture(params string[] settings) : LabFixture(
    ["--Focus:EndsWhen=CreatorLeaves", "--Focus:NotifySpacingMs=100", "--Focus:DepartedMs=300", "--Focus:MaxRecipients=5", UrisOfThisHost, .. settings])
{
    protected const string ListType = "application/resource-lists+xml";
    protected const string Boundary = "multipart/mixed;boundary=b1";

    /// <summary>A UE of <c>home1.net</c>.</summary>
    protected RawUe Ue(string user) => new(Lab.Sip, user);

    /// <summary>A URI that leads straight to a UE.</summary>
    protected static string UriOf(RawUe ue, string user) => $"sip:{user}@{ue.Local}";

    /// <summary>A UE that has made a conference, and is in.</summary>
    protected async Task<RawUe> MakeAsync(CancellationToken stop, string user = "alice", string headers = "")
    {
        var creator = Ue(user);
        await creator.CallAsync(Factory, RawUe.Audio(), stop, headers);
        return creator;
    }

    /// <summary>Is called by the focus, and answers.</summary>
    /// <returns>The INVITE.</returns>
    protected static async Task<RawMessage> AnswerAsync(RawUe guest, CancellationToken stop)
    {
        var invite = await guest.RequestAsync("INVITE", stop);
        guest.Respond(invite, 180);
        guest.Respond(invite, 200, "", RawUe.Audio());
        return invite;
    }

    /// <summary>The final status that a REFER's sender is told by sipfrag, with the statuses before.</summary>
    protected static async Task<IReadOnlyList<string>> ReportedAsync(RawUe referrer, CancellationToken stop)
    {
        var told = new List<string>();
        await referrer.NotifiedAsync(
            notify =>
            {
                if (!notify.Header("Event").StartsWith("refer", StringComparison.Ordinal)) return false;
                told.Add(notify.Body.Split(' ')[1]);
                return notify.Header("Subscription-State").StartsWith("terminated", StringComparison.Ordinal);
            },
            stop);
        return told;
    }

    /// <summary>The creator hangs up; with it the conference ends, and everybody gets a BYE.</summary>
    protected static async Task EndAsync(RawUe creator, CancellationToken stop, params RawUe[] guests)
    {
        await creator.ByeAsync(stop);
        foreach (var guest in guests) guest.Respond(await guest.RequestAsync("BYE", stop), 200);
    }

    /// <summary>A resource list in one line.</summary>
    /// <param name="entries">A URI each, and what else its element says.</param>
    protected static string List(params IEnumerable<string> entries) =>
        "<?xml version=\"1.0\"?><resource-lists xmlns=\"urn:ietf:params:xml:ns:resource-lists\" xmlns:cp=\"urn:ietf:params:xml:ns:copycontrol\"><list>"
        + string.Concat(entries.Select(entry => $"<entry uri=\"{entry.Split(' ')[0]}\" {string.Join(' ', entry.Split(' ')[1..])}/>")) + "</list></resource-lists>";

    /// <summary>A body of several parts, with <see cref="Boundary"/>.</summary>
    /// <param name="parts">Headers and content of each.</param>
    protected static string Multipart(params (string Headers, string Content)[] parts) =>
        string.Concat(parts.Select(part => $"--b1\n{part.Headers}\n\n{part.Content}\n")) + "--b1--";

    /// <summary>SDP beside a list.</summary>
    protected static string OfferAnd(string list) =>
        Multipart(("Content-Type: application/sdp", RawUe.Audio()), ($"Content-Type: {ListType}\nContent-Disposition: recipient-list", list));

    /// <summary>Value of Replaces or Join for a UE's session.</summary>
    protected static string NameOf(RawUe ue) => $"{ue.Session.CallId};to-tag={ue.Session.Theirs};from-tag={ue.Session.Own}";
}

using System.Diagnostics;
using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>Session timers as they run: 90 s is the shortest interval there is (RFC 4028 §4), so all of them run in one minute, side by side.</summary>
public sealed class SessionTimerTests() : LabFixture("--Sip:SessionExpiresSeconds=90", "--Focus:RtpTimeoutSeconds=0", UrisOfThisHost)
{
    [Test, CancelAfter(100_000)]
    [Requirement("RFC 4028 §10", "Who refreshes is the focus: at half the interval, by UPDATE to who allows it, by re-INVITE with the same SDP to who does not")]
    [Requirement("RFC 4028 §10", "A session that its UE does not refresh is ended by BYE shortly before its interval ends")]
    public async Task The_life_of_an_interval(CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(ByUpdateAsync(clock, stop), ByReInviteAsync(clock, stop), ExpiresAsync(clock, stop));
    }

    private async Task ByUpdateAsync(Stopwatch clock, CancellationToken stop)
    {
        using var ue = new RawUe(Lab.Sip, "alice");
        await ue.CallAsync(Factory, RawUe.Audio(), stop, "Allow: INVITE, ACK, CANCEL, BYE, UPDATE");
        var update = await ue.RequestAsync("UPDATE", stop);
        Assert.That((update.Header("Session-Expires"), update.Body), Is.EqualTo(("90;refresher=uac", "")));
        Assert.That(clock.Elapsed.TotalSeconds, Is.InRange(44, 60));
        ue.Respond(update, 200, "Session-Expires: 90;refresher=uac");
        await ue.ByeAsync(stop);
    }

    private async Task ByReInviteAsync(Stopwatch clock, CancellationToken stop)
    {
        using var ue = new RawUe(Lab.Sip, "bob");
        var call = await ue.CallAsync(Factory, RawUe.Audio(), stop, "Allow: INVITE, ACK, CANCEL, BYE");
        var invite = await ue.RequestAsync("INVITE", stop);
        Assert.That((invite.Header("Session-Expires"), invite.Body), Is.EqualTo(("90;refresher=uac", call.Body)));
        Assert.That(clock.Elapsed.TotalSeconds, Is.InRange(44, 60));
        ue.Respond(invite, 200, "Session-Expires: 90;refresher=uac", RawUe.Audio());
        await ue.RequestAsync("ACK", stop);
        await ue.ByeAsync(stop);
    }

    private async Task ExpiresAsync(Stopwatch clock, CancellationToken stop)
    {
        using var ue = new RawUe(Lab.Sip, "carol");
        await ue.CallAsync(Factory, RawUe.Audio(), stop, "Supported: timer\nSession-Expires: 90;refresher=uac");
        var bye = await ue.RequestAsync("BYE", stop);
        Assert.That(clock.Elapsed.TotalSeconds, Is.InRange(59, 75), "30 s before the end");
        Assert.That(bye.Header("Reason"), Does.StartWith("SIP;cause=408"));
        ue.Respond(bye, 200);
    }
}

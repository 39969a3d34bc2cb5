using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Rosters;

/// <summary>linphonec, which we did not write, makes a conference by the factory and keeps the roster.</summary>
public sealed class LinphoneTests() : LabFixture(UrisOfThisHost, "--Focus:FactoryUris:0=sip:conf-factory1@{address}", "--Focus:NotifySpacingMs=200", "--Focus:DepartedMs=300")
{
    [Test, CancelAfter(60_000)]
    [Requirement("RFC 4579 §5.4", "A client that knows conference factories makes one and takes the Contact with isfocus for its conference (linphonec)")]
    [Requirement("RFC 4575 §3", "A client that knows the conference event package sees who comes and who goes (linphonec)")]
    public async Task A_client_of_others_makes_a_conference_and_sees_who_comes_and_goes(CancellationToken stop)
    {
        await using var linphone = await Linphone.StartAsync("lin", stop);
        await linphone.CommandAsync($"call sip:conf-factory1@{Lab.Address}", stop);
        var uri = await linphone.SaysAsync("has been given the address (sip:conf-[^ ]+)", stop);
        await linphone.SaysAsync("NOTIFY received for conference", stop);

        await using var bob = await Lab.CallAsync(uri, 719, stop);
        var identity = bob.Equipment.Profile.Identity;
        await linphone.SaysAsync($"Addition of participant with address IdentityAddress\\({identity}\\) .* successful", stop);
        await bob.ByeAsync();
        await linphone.SaysAsync($"{identity} .*removed|Removal of participant .*{identity}|{identity}.* state=\"deleted\"", stop);
        await linphone.CommandAsync("terminate", stop);
        await linphone.SaysAsync("Call 1 with .* ended", stop);
    }
}

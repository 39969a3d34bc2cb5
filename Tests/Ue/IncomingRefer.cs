using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Tests.Ue;

/// <summary>Does what a REFER asks: calls somebody, mostly a conference, or leaves it; and reports. On the loop.</summary>
internal static class IncomingRefer
{
    internal static void Take(UserEquipment equipment, IncomingRequest request)
    {
        if (request.TakeRefer() is not { } refer) return;
        if (refer.Method is not ("INVITE" or "BYE"))
        {
            refer.Reject(603);
            return;
        }

        refer.Accept(equipment.Contact);
        equipment.Host.Loop.Spawn("refer", () => refer.Method == "INVITE" ? InviteAsync(equipment, refer) : LeaveAsync(equipment, refer));
    }

    private static async Task InviteAsync(UserEquipment equipment, ReferServer refer)
    {
        var headers = new List<HeaderLine>();
        if (refer.ReferredBy is { } referrer) headers.Add(new HeaderLine("Referred-By", referrer));
        if (refer.ReferTo.TryGetHeader("Replaces", out var replaces)) headers.Add(new HeaderLine("Replaces", replaces));
        try
        {
            var call = await OutgoingCall.PlaceAsync(equipment, Target(refer), headers, CancellationToken.None);
            equipment.Arrived(call);
            await refer.FinishAsync(200);
        }
        catch (CallRefusedException e)
        {
            await refer.FinishAsync(e.Status);
        }
    }

    private static async Task LeaveAsync(UserEquipment equipment, ReferServer refer)
    {
        var calls = equipment.CallsTo(Target(refer)).ToList();
        foreach (var call in calls) await call.ByeAsync();
        await refer.FinishAsync(calls.Count > 0 ? 200 : 481);
    }

    private static SipUri Target(ReferServer refer) => refer.ReferTo.WithoutHeaders().WithoutParameter("method");
}

using ImsConference.Mrfc.Focus.Admission;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>A PIN server on another host: knows one PIN, or is out of reach.</summary>
internal sealed class FakePinServer : IPinServer
{
    /// <summary>Empty: there is none.</summary>
    internal string Pin { get; set; } = "";

    internal bool IsDown { get; set; }

    internal List<PinQuestion> Asked { get; } = [];

    public Task<PinVerdict> CheckAsync(PinQuestion question, PinProof? proof)
    {
        Asked.Add(question);
        if (IsDown) return Task.FromException<PinVerdict>(new PinServerException("down"));
        return Task.FromResult(Pin.Length == 0 ? PinVerdict.NotNeeded : proof is null ? PinVerdict.Needed : proof.Fits(Pin, question) ? PinVerdict.Granted : PinVerdict.Wrong);
    }
}

using Grpc.Core;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Protos.Focus;
using ImsConference.Sip.Loop;
using PinProof = ImsConference.Mrfc.Focus.Admission.PinProof;
using PinVerdict = ImsConference.Mrfc.Focus.Admission.PinVerdict;

namespace ImsConference.Mrfc.Remote;

/// <summary>Answers what other MRFCs ask.</summary>
/// <param name="loop">Where the PINs live.</param>
/// <param name="pins">Those that this node knows.</param>
internal sealed class AdmissionService(SignallingLoop loop, IPinServer pins) : Protos.Focus.Admission.AdmissionBase
{
    /// <summary>Judges one proof.</summary>
    /// <exception cref="RpcException">InvalidArgument: something is missing.</exception>
    public override async Task<CheckPinReply> CheckPin(CheckPinRequest request, ServerCallContext context)
    {
        if (request.ConferenceUri.Length == 0 || request.Caller.Length == 0)
            throw new RpcException(new Status(StatusCode.InvalidArgument, "conference_uri and caller are needed"));
        if (request.Proof is { } given && given.Nonce.Length < PinProof.NonceBytes)
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"nonce: at least {PinProof.NonceBytes} octets"));

        var question = new PinQuestion(request.ConferenceUri, request.Creator, request.Caller);
        var proof = request.Proof is { } sent ? new PinProof(sent.Nonce.Memory, sent.Hmac.Memory) : null;
        return new CheckPinReply { Verdict = VerdictOf(await loop.InvokeAsync(() => pins.CheckAsync(question, proof))) };
    }

    private static Protos.Focus.PinVerdict VerdictOf(PinVerdict verdict) => verdict switch
    {
        PinVerdict.NotNeeded => Protos.Focus.PinVerdict.PinNotNeeded,
        PinVerdict.Needed => Protos.Focus.PinVerdict.PinNeeded,
        PinVerdict.Granted => Protos.Focus.PinVerdict.PinGranted,
        PinVerdict.Wrong => Protos.Focus.PinVerdict.PinWrong,
        _ => Protos.Focus.PinVerdict.PinLockedOut,
    };
}

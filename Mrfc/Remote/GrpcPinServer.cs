using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Protos.Focus;
using PinProof = ImsConference.Mrfc.Focus.Admission.PinProof;
using PinVerdict = ImsConference.Mrfc.Focus.Admission.PinVerdict;

namespace ImsConference.Mrfc.Remote;

/// <summary>The PIN server on another host.</summary>
/// <remarks>One try with a deadline, and no second one: a proof that was lost on its way back may have been counted. The caller presses again.</remarks>
public sealed class GrpcPinServer : IPinServer, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly GrpcChannel _channel;
    private readonly Protos.Focus.Admission.AdmissionClient _client;
    private readonly TimeProvider _time;

    /// <param name="address">For example <c>http://127.0.0.1:7090</c>. The first question connects.</param>
    /// <param name="time">The clock of deadlines.</param>
    public GrpcPinServer(Uri address, TimeProvider time)
    {
        _time = time;
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            DisposeHttpClient = true,
            HttpHandler = new SocketsHttpHandler { UseProxy = false, ConnectTimeout = Patience },
        });
        _client = new Protos.Focus.Admission.AdmissionClient(_channel);
    }

    public async Task<PinVerdict> CheckAsync(PinQuestion question, PinProof? proof)
    {
        var request = new CheckPinRequest { ConferenceUri = question.Conference, Creator = question.Creator, Caller = question.Caller };
        if (proof is not null) request.Proof = new() { Nonce = ByteString.CopyFrom(proof.Nonce.Span), Hmac = ByteString.CopyFrom(proof.Hmac.Span) };
        try
        {
            using var call = _client.CheckPinAsync(request, deadline: (_time.GetUtcNow() + Patience).UtcDateTime);
            var verdict = (await call).Verdict; // goes on where it began: on the signalling loop
            return VerdictOf(verdict) ?? throw new PinServerException($"the PIN server at {_channel.Target} says {verdict}");
        }
        catch (RpcException e)
        {
            throw new PinServerException($"the PIN server at {_channel.Target} cannot be asked: {e.StatusCode} {e.Status.Detail}", e);
        }
    }

    public void Dispose() => _channel.Dispose();

    private static PinVerdict? VerdictOf(Protos.Focus.PinVerdict verdict) => verdict switch
    {
        Protos.Focus.PinVerdict.PinNotNeeded => PinVerdict.NotNeeded,
        Protos.Focus.PinVerdict.PinNeeded => PinVerdict.Needed,
        Protos.Focus.PinVerdict.PinGranted => PinVerdict.Granted,
        Protos.Focus.PinVerdict.PinWrong => PinVerdict.Wrong,
        Protos.Focus.PinVerdict.PinLockedOut => PinVerdict.LockedOut,
        _ => null,
    };
}

using System.Net;
using System.Security.Cryptography;
using System.Text;
using ImsConference.Sip.Sdp;
using ImsConference.Tests.Ue;
using ImsConference.Tests.Ue.Sounds;

namespace ImsConference.Tests.EndToEnd.Harness;

/// <summary>An ffmpeg that receives RTP, decodes it with its own codecs, and writes down what it heard.</summary>
public sealed class Ffmpeg : IAsyncDisposable
{
    private readonly RunningProgram _program;
    private readonly SignalledCall _call;
    private readonly string _heard;

    private Ffmpeg(RunningProgram program, SignalledCall call, string heard) => (_program, _call, _heard) = (program, call, heard);

    /// <summary>What the focus answered.</summary>
    public SessionDescription Answer => _call.Answer;

    /// <summary>Has a UE call in its name, and listens.</summary>
    /// <param name="signalling">Who calls.</param>
    /// <param name="uri">Whom.</param>
    /// <param name="codec">The one that is offered.</param>
    /// <param name="length">How much it takes down.</param>
    /// <param name="stop">Ends the preparations.</param>
    /// <param name="isProtected">By SRTP with AES_CM_128_HMAC_SHA1_80, the one suite that ffmpeg has.</param>
    public static async Task<Ffmpeg> ListenAsync(
        UserEquipment signalling, string uri, UeCodec codec, TimeSpan length, CancellationToken stop, bool isProtected = false)
    {
        var name = $"ffmpeg-{codec.Map.Encoding.ToLowerInvariant()}";
        var description = Offer(new IPEndPoint(Loopback.Take(), Loopback.TakePorts()), codec, isProtected);
        var sdp = Path.Combine(TestFolder.Current, $"{name}.sdp");
        var heard = Path.Combine(TestFolder.Current, $"{name}.wav");
        string[] arguments =
        [
            "-hide_banner", "-y", "-protocol_whitelist", "file,udp,rtp", "-i", sdp,
            "-t", $"{length.TotalSeconds:0}", "-ac", "1", "-ar", $"{Pcm.RateHz}", "-bitexact", heard,
        ];
        var call = await signalling.SignalAsync(uri, description, stop);
        if (isProtected) description = WithKey(description, call.Answer.Media[0].Crypto.Single());
        await File.WriteAllTextAsync(sdp, Encoding.UTF8.GetString(description.Write()), stop);
        return new Ffmpeg(RunningProgram.Start(name, "ffmpeg", arguments), call, heard);
    }

    /// <summary>Waits until it has heard enough.</summary>
    public async Task<WavFile> HeardAsync(CancellationToken stop)
    {
        var status = await _program.ExitAsync(stop);
        return status == 0 ? await WavFile.ReadAsync(_heard, stop) : throw new InvalidOperationException($"ffmpeg ended with {status}. {_program.Tail()}");
    }

    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        await _call.DisposeAsync();
    }

    private static SessionDescription Offer(IPEndPoint local, UeCodec codec, bool isProtected)
    {
        var line = new MediaDescription { Media = "audio", Port = local.Port, Protocol = isProtected ? "RTP/SAVP" : "RTP/AVP" }
            .WithFormat(codec.Map, codec.Fmtp.Length > 0 ? codec.Fmtp : null).WithDirection(MediaDirection.ReceiveOnly);
        if (isProtected) line = line.WithAttribute("crypto", $"{new CryptoAttribute(1, "AES_CM_128_HMAC_SHA1_80", [.. RandomNumberGenerator.GetBytes(30)])}");
        return new SessionDescription { Origin = Origin.For(local.Address, 1), Connection = Connection.For(local.Address), Media = [line] };
    }

    // What it reads is the sender's description: with the sender's key.
    private static SessionDescription WithKey(SessionDescription description, string crypto) =>
        description with { Media = [description.Media[0].WithoutAttribute("crypto").WithAttribute("crypto", crypto)] };
}

using System.Net;
using System.Security.Cryptography;
using System.Text;
using ImsConference.Sip.Sdp;
using ImsConference.Tests.Ue;
using ImsConference.Tests.Ue.Sounds;

namespace ImsConference.Tests.EndToEnd.Harness;

/// <summary>An ffmpeg that receives RTP, decodes it with its own codecs, and writes down what it heard; or one that sends a tone.</summary>
public sealed class Ffmpeg : IAsyncDisposable
{
    private const int PacketBytes = 12 + 160; // 20 ms
    private const int KeyBytes = 30; // of either suite

    private readonly RunningProgram _program;
    private readonly SignalledCall _call;
    private readonly string? _heard;

    private Ffmpeg(RunningProgram program, SignalledCall call, string? heard) => (_program, _call, _heard) = (program, call, heard);

    /// <summary>What the focus answered.</summary>
    public SessionDescription Answer => _call.Answer;

    /// <summary>Has a UE call in its name, and listens.</summary>
    /// <param name="signalling">Who calls.</param>
    /// <param name="uri">Whom.</param>
    /// <param name="codec">The one that is offered.</param>
    /// <param name="length">How much it takes down.</param>
    /// <param name="stop">Ends the preparations.</param>
    /// <param name="suite">Of SRTP: ffmpeg has AES_CM_128_HMAC_SHA1_80 and _32; null: in the clear.</param>
    public static async Task<Ffmpeg> ListenAsync(
        UserEquipment signalling, string uri, UeCodec codec, TimeSpan length, CancellationToken stop, string? suite = null)
    {
        var name = $"ffmpeg-{codec.Map.Encoding.ToLowerInvariant()}";
        var description = Offer(new IPEndPoint(Loopback.Take(), Loopback.TakePorts()), codec, MediaDirection.ReceiveOnly, suite);
        var sdp = Path.Combine(TestFolder.Current, $"{name}.sdp");
        var heard = Path.Combine(TestFolder.Current, $"{name}.wav");
        string[] arguments =
        [
            "-hide_banner", "-y", "-protocol_whitelist", "file,udp,rtp", "-i", sdp,
            "-t", $"{length.TotalSeconds:0}", "-ac", "1", "-ar", $"{Pcm.RateHz}", "-bitexact", heard,
        ];
        var call = await signalling.SignalAsync(uri, description, stop);
        if (suite is not null) description = WithKey(description, call.Answer.Media[0].Crypto.Single());
        await File.WriteAllTextAsync(sdp, Encoding.UTF8.GetString(description.Write()), stop);
        return new Ffmpeg(RunningProgram.Start(name, "ffmpeg", arguments), call, heard);
    }

    /// <summary>Has a UE call in its name, and sends a tone in PCMA until it is disposed of.</summary>
    /// <param name="signalling">Who calls.</param>
    /// <param name="uri">Whom.</param>
    /// <param name="toneHz">What it says, at −18 dBFS.</param>
    /// <param name="suite">Of SRTP, as in <see cref="ListenAsync"/>.</param>
    /// <param name="stop">Ends the preparations.</param>
    public static async Task<Ffmpeg> SpeakAsync(UserEquipment signalling, string uri, double toneHz, string suite, CancellationToken stop)
    {
        var description = Offer(new IPEndPoint(Loopback.Take(), Loopback.TakePorts()), UeCodec.Pcma, MediaDirection.SendOnly, suite);
        var call = await signalling.SignalAsync(uri, description, stop);
        if (!CryptoAttribute.TryParse(description.Media[0].Crypto.Single(), out var key)) throw new InvalidOperationException("our own key cannot be read");
        var answer = call.Answer.Media[0];
        if (call.Answer.ConnectionOf(answer) is not { } connection) throw new InvalidOperationException("nowhere to send to");
        string[] arguments =
        [
            "-nostdin", "-hide_banner", "-re", "-f", "lavfi", "-i", $"sine=frequency={toneHz:0}:sample_rate=8000", "-c:a", "pcm_alaw", "-f", "rtp", "-payload_type", "8",
            "-srtp_out_suite", suite, "-srtp_out_params", Convert.ToBase64String(key.Key.AsSpan()), $"srtp://{connection.Address}:{answer.Port}?pkt_size={PacketBytes}",
        ];
        return new Ffmpeg(RunningProgram.Start("ffmpeg-speaks", "ffmpeg", arguments), call, heard: null);
    }

    /// <summary>Waits until it has heard enough.</summary>
    public async Task<WavFile> HeardAsync(CancellationToken stop)
    {
        if (_heard is null) throw new InvalidOperationException("it speaks");
        var status = await _program.ExitAsync(stop);
        return status == 0 ? await WavFile.ReadAsync(_heard, stop) : throw new InvalidOperationException($"ffmpeg ended with {status}. {_program.Tail()}");
    }

    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        await _call.DisposeAsync();
    }

    private static SessionDescription Offer(IPEndPoint local, UeCodec codec, MediaDirection direction, string? suite)
    {
        var line = new MediaDescription { Media = "audio", Port = local.Port, Protocol = suite is null ? "RTP/AVP" : "RTP/SAVP" }
            .WithFormat(codec.Map, codec.Fmtp.Length > 0 ? codec.Fmtp : null).WithDirection(direction);
        if (suite is not null) line = line.WithAttribute("crypto", $"{new CryptoAttribute(1, suite, [.. RandomNumberGenerator.GetBytes(KeyBytes)])}");
        return new SessionDescription { Origin = Origin.For(local.Address, 1), Connection = Connection.For(local.Address), Media = [line] };
    }

    // What it reads is the sender's description: with the sender's key.
    private static SessionDescription WithKey(SessionDescription description, string crypto) =>
        description with { Media = [description.Media[0].WithoutAttribute("crypto").WithAttribute("crypto", crypto)] };
}

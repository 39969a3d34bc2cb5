using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using ImsConference.Tests.Ue.Sounds;

namespace ImsConference.Tests.EndToEnd.Harness;

/// <summary>A baresip that calls one URI, or answers one call, plays a tone into it and keeps what it hears.</summary>
public sealed partial class Baresip : IAsyncDisposable
{
    private static readonly TimeSpan ToneLength = TimeSpan.FromMinutes(1);

    private readonly RunningProgram _program;
    private readonly string _folder;
    private readonly IPEndPoint _control;

    private Baresip(RunningProgram program, string folder, IPEndPoint control)
    {
        _program = program;
        _folder = folder;
        _control = control;
    }

    /// <summary>Starts it and dials.</summary>
    /// <param name="name">User part of its URI.</param>
    /// <param name="uri">Whom to call.</param>
    /// <param name="proxy">Where its requests go, whatever the URI says.</param>
    /// <param name="toneHz">What it says.</param>
    /// <param name="stop">Ends the preparations.</param>
    /// <param name="codecs">All that it offers, best first, as baresip names them: <c>opus/48000/2</c>.</param>
    /// <param name="encryption">Of media, as baresip names it: <c>srtp</c> offers keys on RTP/AVP, <c>srtp-mand</c> RTP/SAVP; null: none.</param>
    public static Task<Baresip> CallAsync(
        string name, string uri, IPEndPoint proxy, double toneHz, CancellationToken stop, string codecs = "PCMU/8000/1,PCMA/8000/1", string? encryption = null) =>
        StartAsync(
            name, toneHz, $"outbound=\"sip:{proxy};transport=udp\";audio_codecs={codecs}{(encryption is null ? "" : $";mediaenc={encryption}")}", ["-e", $"/dial {uri}"], stop);

    /// <summary>Starts it and waits until it can be called.</summary>
    /// <param name="name">User part of its URI.</param>
    /// <param name="toneHz">What it says.</param>
    /// <param name="encryption">Of media, as in <see cref="CallAsync"/>.</param>
    /// <param name="stop">Ends the preparations.</param>
    public static async Task<Baresip> AnswerAsync(string name, double toneHz, string encryption, CancellationToken stop)
    {
        var phone = await StartAsync(name, toneHz, $"answermode=auto;audio_codecs=PCMU/8000/1,PCMA/8000/1;mediaenc={encryption}", [], stop);
        await phone._program.LineAsync(line => line.Contains("baresip is ready", StringComparison.Ordinal), stop);
        return phone;
    }

    private static async Task<Baresip> StartAsync(string name, double toneHz, string account, string[] arguments, CancellationToken stop)
    {
        var folder = Directory.CreateDirectory(Path.Combine(TestFolder.Current, name)).FullName;
        var tone = Path.Combine(folder, "tone.wav");
        var samples = new short[Pcm.Samples(ToneLength)];
        new Tone(toneHz).Read(samples);
        await new WavFile(Pcm.RateHz, 1, samples).WriteAsync(tone, stop);
        var recordings = Directory.CreateDirectory(Path.Combine(folder, "heard")).FullName;
        var address = Loopback.Take();
        var control = new IPEndPoint(address, 4444);
        await File.WriteAllTextAsync(Path.Combine(folder, "config"), $"""
            sip_listen {address}:5060
            net_interface {address}
            module_path {ModulePath()}
            module g711.so
            module g722.so
            module opus.so
            module amr.so
            module srtp.so
            module aufile.so
            module aubridge.so
            module sndfile.so
            module_app account.so
            module_app menu.so
            module_app ctrl_tcp.so
            ctrl_tcp_listen {control}
            audio_source aufile,{tone}
            audio_player aubridge,nowhere
            audio_alert aubridge,nowhere
            snd_path {recordings}
            ausrc_srate 8000
            auplay_srate 8000
            ausrc_channels 1
            auplay_channels 1
            rtp_ports 20000-29998
            rtcp_mux no
            """, stop);
        await File.WriteAllTextAsync(Path.Combine(folder, "accounts"), $"""
            <sip:{name}@home1.net>;regint=0;{account}
            """, stop);
        await File.WriteAllTextAsync(Path.Combine(folder, "contacts"), "", stop);
        return new Baresip(RunningProgram.Start(name, "baresip", ["-f", folder, "-s", .. arguments], folder), folder, control);
    }

    /// <summary>Where it can be called.</summary>
    public string Uri => $"sip:{_program.Name}@{_control.Address}:5060";

    /// <summary>The suite of SRTP by which its media go, as it says itself; null: in the clear.</summary>
    public string? Suite =>
        _program.Lines.Select(line => SuiteLine().Match(line)).LastOrDefault(match => match.Success)?.Groups["suite"].Value;

    /// <summary>Waits until its call stands.</summary>
    /// <returns>The conference URI: what the focus put into its Contact (RFC 4579 §5.1).</returns>
    public async Task<string> EstablishedAsync(CancellationToken stop)
    {
        await _program.LineAsync(line => line.Contains("Call established", StringComparison.Ordinal), stop);
        return ContactLine().Match(_program.Lines.Last(line => ContactLine().IsMatch(line))).Groups["uri"].Value;
    }

    /// <summary>Has it send telephone-events into its call, by its own measure of time.</summary>
    /// <param name="digits">0-9 * # A-D.</param>
    public async Task SendDigitsAsync(string digits, CancellationToken stop)
    {
        var command = $$"""{"command":"sndcode","params":"{{digits}}"}""";
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(_control, stop);
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{command.Length}:{command},"), stop); // a netstring
        _ = await tcp.GetStream().ReadAsync(new byte[1024], stop);                                     // its answer
    }

    /// <summary>Hangs up and ends.</summary>
    /// <returns>What it heard during the call.</returns>
    public async Task<WavFile> HangUpAsync(CancellationToken stop)
    {
        await _program.StopAsync();
        var heard = Directory.GetFiles(Path.Combine(_folder, "heard"), "*-dec.wav").Order(StringComparer.Ordinal).LastOrDefault()
            ?? throw new InvalidOperationException($"{_program.Name} recorded nothing. {_program.Tail()}");
        return await WavFile.ReadAsync(heard, stop);
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    private static string ModulePath() =>
        new[] { "/usr/lib/baresip/modules", "/usr/local/lib/baresip/modules" }.First(Directory.Exists);

    [GeneratedRegex("^(Contact|m): *<(?<uri>sip:[^>]+)>;.*isfocus", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ContactLine();

    [GeneratedRegex("SRTP is Enabled \\(cryptosuite=(?<suite>[A-Z0-9_]+)\\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SuiteLine();
}

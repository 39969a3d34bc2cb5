using System.Net;
using System.Text.RegularExpressions;

namespace ImsConference.Tests.EndToEnd.Harness;

/// <summary>A linphonec, registered and told by commands what to do: a client that knows conference factories and the conference event package.</summary>
public sealed class Linphone : IAsyncDisposable
{
    private readonly RunningProgram _program;
    private readonly string _commands;

    private Linphone(RunningProgram program, string commands) => (_program, _commands) = (program, commands);

    /// <summary>Starts it on an address of its own.</summary>
    /// <param name="user">User part of its URI; the rest is its registrar's address.</param>
    /// <param name="stop">Ends the wait for its registration.</param>
    public static async Task<Linphone> StartAsync(string user, CancellationToken stop)
    {
        await using var registrar = await Sipp.ListenAsync("registrar", Sipp.Keys("", user), stop);
        var address = Loopback.Take();
        var folder = Directory.CreateDirectory(Path.Combine(TestFolder.Current, $"linphone-{user}")).FullName;
        Directory.CreateDirectory(Path.Combine(folder, ".local", "share", "linphone"));
        await File.WriteAllTextAsync(Path.Combine(folder, "linphonerc"), Configuration(user, address, registrar.Address), stop);
        var commands = Path.Combine(folder, "commands");
        await File.WriteAllTextAsync(commands, "", stop);

        // It ends with its standard input, so that has to stay open.
        var program = RunningProgram.Start(
            $"linphone-{user}", "sh", ["-c", "tail -n +1 -f commands | linphonec -c linphonerc -d 6"], folder, new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = folder });
        var linphone = new Linphone(program, commands);
        try
        {
            await linphone.SaysAsync("to \\[LinphoneRegistrationOk\\]", stop);
            await registrar.CompletesAsync(stop);
            return linphone;
        }
        catch
        {
            await linphone.DisposeAsync();
            throw;
        }
    }

    /// <summary>A command as a user types it, for example <c>call sip:bob@192.0.2.1</c>.</summary>
    public Task CommandAsync(string command, CancellationToken stop) => File.AppendAllTextAsync(_commands, $"{command}\n", stop);

    /// <summary>Waits for a line that matches; its first group, or the line without one.</summary>
    public async Task<string> SaysAsync(string pattern, CancellationToken stop)
    {
        var wanted = new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
        var match = wanted.Match(await _program.LineAsync(line => wanted.IsMatch(line), stop));
        return match.Groups.Count > 1 ? match.Groups[1].Value : match.Value;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_program.HasExited) await _program.KillAsync();
        await _program.DisposeAsync();
    }

    private static string Configuration(string user, IPAddress address, IPEndPoint registrar) => $"""
        [sip]
        bind_address={address}
        sip_port=5060
        sip_tcp_port=5060
        sip_tls_port=-1
        use_ipv6=0
        guess_hostname=0
        default_proxy=0
        media_encryption=none
        [rtp]
        bind_address={address}
        [net]
        mtu=1300
        firewall_policy=0
        [misc]
        conference_event_log_enabled=1
        [proxy_0]
        reg_proxy=<sip:{registrar};transport=udp>
        reg_identity=sip:{user}@{registrar.Address}
        reg_expires=600
        reg_sendregister=1
        publish=0
        """;
}

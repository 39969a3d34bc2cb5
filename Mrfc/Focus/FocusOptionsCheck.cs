using System.Diagnostics.CodeAnalysis;
using System.Net;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Ims;
using ImsConference.Mrfc.Focus.Negotiation.Codecs;
using ImsConference.Mrfc.Media;
using ImsConference.Sip.Digest;
using ImsConference.Sip.Messages;
using Microsoft.Extensions.Options;

namespace ImsConference.Mrfc.Focus;

/// <summary>Names every key of section <c>Focus</c> that cannot be.</summary>
/// <param name="configuration">For the peers that section <c>Sip</c> trusts.</param>
public sealed class FocusOptionsCheck(IConfiguration configuration) : IValidateOptions<FocusOptions>
{
    private const int Day = 86_400;

    public ValidateOptionsResult Validate(string? name, FocusOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = new ValidateOptionsResultBuilder();
        CheckUris(options, faults);
        CheckTrust(options, faults);
        CheckSignalling(options, faults);
        CheckControl(options, faults);
        CheckCodecs(options, faults);
        CheckMedia(options, faults);
        CheckLimits(options, faults);
        CheckTimes(options, faults);
        CheckRoster(options, faults);
        return faults.Build();
    }

    private static void CheckUris(FocusOptions options, ValidateOptionsResultBuilder faults)
    {
        if (options.Domain.Length == 0 || Uri.CheckHostName(options.Domain) == UriHostNameType.Unknown)
            faults.AddError($"'{options.Domain}': a host name", "Focus:Domain");
        if (options.Node.Length == 0 || !options.Node.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.'))
            faults.AddError($"'{options.Node}': letters, digits, hyphens and dots", "Focus:Node");
        if (!ConferenceUriTemplate.TryParse(options, out var template, out var fault))
            faults.AddError($"'{options.UriTemplate}': {fault}", "Focus:UriTemplate");

        var known = new HashSet<string>(StringComparer.Ordinal);
        CheckUriList(options.FactoryUris, "Focus:FactoryUris");
        CheckUriList(options.RedirectUris, "Focus:RedirectUris");
        if (known.Count == 0) faults.AddError("without any, nobody can make a conference", "Focus:FactoryUris and Focus:RedirectUris");
        if (options.OutboundProxy.Length > 0 && !(SipUri.TryParse(options.OutboundProxy, out var proxy) && proxy.IsSip))
            faults.AddError($"'{options.OutboundProxy}': a sip URI", "Focus:OutboundProxy");

        void CheckUriList(IReadOnlyList<string> uris, string key)
        {
            for (var i = 0; i < uris.Count; i++)
            {
                if (!SipUri.TryParse(options.Fill(uris[i]), out var uri) || !uri.IsSip) faults.AddError($"'{uris[i]}': a sip URI", $"{key}:{i}");
                else if (!known.Add(CallerReader.IdentityOf(uri))) faults.AddError($"'{uris[i]}': stands twice", $"{key}:{i}");
                else if (template?.TryMatch(uri, out _) == true) faults.AddError($"'{uris[i]}': has the form of Focus:UriTemplate", $"{key}:{i}");
            }
        }
    }

    private void CheckTrust(FocusOptions options, ValidateOptionsResultBuilder faults)
    {
        for (var i = 0; i < options.TrustedPeers.Count; i++)
        {
            if (!AddressPrefixes.TryRead(options.TrustedPeers[i], out _))
                faults.AddError($"'{options.TrustedPeers[i]}': an address or a prefix such as 10.0.0.0/8", $"Focus:TrustedPeers:{i}");
        }

        if (options.SubscriberFile.Length > 0 && FaultOfSubscribers(options.SubscriberFile) is { } fault)
            faults.AddError($"'{options.SubscriberFile}': {fault}", "Focus:SubscriberFile");
        if (options.OutboundPassword.Length > 0 && options.OutboundUser.Length == 0)
            faults.AddError("needed with Focus:OutboundPassword", "Focus:OutboundUser");

        var algorithms = FocusOptions.Names(options.DigestAlgorithms).ToArray();
        if (algorithms.Length == 0 || algorithms.Except(DigestChallenger.Algorithms, StringComparer.OrdinalIgnoreCase).Any())
            faults.AddError($"'{options.DigestAlgorithms}': one or more of {string.Join(", ", DigestChallenger.Algorithms)}", "Focus:DigestAlgorithms");
        if (options.Challenge != ChallengeScope.Nobody && options.Users.Count == 0 && options.TrustedPeers.Count == 0
            && !configuration.GetSection("Sip:Tls:TrustedPeers").GetChildren().Any())
            faults.AddError("without any user or trusted peer nobody could pass the challenge", "Focus:Users");
    }

    private static void CheckControl(FocusOptions options, ValidateOptionsResultBuilder faults)
    {
        if (options.PinServer.Length > 0 && !IsHttp(options.PinServer, out _)) faults.AddError($"'{options.PinServer}': http://host:port", "Focus:PinServer");
        if (options.ControlUrl.Length == 0) return;
        if (!IsHttp(options.ControlUrl, out var url) || !IPAddress.TryParse(url.Host.Trim('[', ']'), out var address))
            faults.AddError($"'{options.ControlUrl}': http://address:port, the address numeric", "Focus:ControlUrl");
        else if (!IPAddress.IsLoopback(address) && !options.ControlAllowRemote)
            faults.AddError($"'{options.ControlUrl}': unauthenticated, so loopback only (Focus:ControlAllowRemote=true permits it)", "Focus:ControlUrl");
    }

    private static bool IsHttp(string text, [NotNullWhen(true)] out Uri? url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url) && url.Scheme == Uri.UriSchemeHttp && url.PathAndQuery == "/";

    // A table that is no good stops the start; one that goes bad later only leaves the old one in force.
    private static string? FaultOfSubscribers(string path)
    {
        try
        {
            return SubscriberTable.TryRead(File.ReadAllBytes(path), out _, out var fault) ? null : fault;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static void CheckSignalling(FocusOptions options, ValidateOptionsResultBuilder faults)
    {
        for (var i = 0; i < options.Features.Count; i++)
        {
            var contact = System.Text.Encoding.UTF8.GetBytes($"<sip:a@b>;{options.Features[i]}");
            if (options.Features[i].Length == 0 || !NameAddr.TryParse(contact, out _)) faults.AddError($"'{options.Features[i]}': a parameter of Contact", $"Focus:Features:{i}");
        }

        for (var i = 0; i < options.PriorityNamespaces.Count; i++)
        {
            if (!ResourcePriorities.Names.Contains(options.PriorityNamespaces[i], StringComparer.OrdinalIgnoreCase))
                faults.AddError($"'{options.PriorityNamespaces[i]}': one of {string.Join(", ", ResourcePriorities.Names)}", $"Focus:PriorityNamespaces:{i}");
        }
    }

    private static void CheckCodecs(FocusOptions options, ValidateOptionsResultBuilder faults)
    {
        for (var i = 0; i < options.Codecs.Count; i++)
        {
            var name = options.Codecs[i];
            if (!CodecList.IsKnown(name)) faults.AddError($"'{name}': one of {string.Join(", ", CodecList.DefaultNames)}", $"Focus:Codecs:{i}");
            else if (options.Codecs.Take(i).Contains(name, StringComparer.OrdinalIgnoreCase)) faults.AddError($"'{name}': stands twice", $"Focus:Codecs:{i}");
        }

        Range(faults, options.OpusBitrateBps, 6_000, 510_000, "Focus:OpusBitrateBps"); // RFC 7587 §6.1
    }

    private static void CheckMedia(FocusOptions options, ValidateOptionsResultBuilder faults)
    {
        if (options.RecordingRateHz is not (8_000 or 16_000 or 24_000 or 32_000 or 48_000))
            faults.AddError($"{options.RecordingRateHz}: 8000, 16000, 24000, 32000 or 48000", "Focus:RecordingRateHz");
        if (options.SpeakersIntervalMs != 0) Range(faults, options.SpeakersIntervalMs, 100, 3_600_000, "Focus:SpeakersIntervalMs");
    }

    private static void CheckLimits(FocusOptions options, ValidateOptionsResultBuilder faults)
    {
        Range(faults, options.TokenBits, 96, 256, "Focus:TokenBits");
        Range(faults, options.MaxConferences, 1, 1_000_000, "Focus:MaxConferences");
        Range(faults, options.MaxUnjoined, 1, 1_000_000, "Focus:MaxUnjoined");
        Range(faults, options.MaxUnjoinedPerCaller, 1, 1_000_000, "Focus:MaxUnjoinedPerCaller");
        Range(faults, options.MaxParticipants, 1, 10_000, "Focus:MaxParticipants");
        Range(faults, options.PinTries, 1, 10, "Focus:PinTries");
        Range(faults, options.MaxNodeParticipants, 1, 1_000_000, "Focus:MaxNodeParticipants");
        Range(faults, options.ReservedParticipants, 0, options.MaxParticipants, "Focus:ReservedParticipants");
        Range(faults, options.MaxRecipients, 1, 1_000, "Focus:MaxRecipients");
        Range(faults, options.InvitesPerSecond, 1, 10_000, "Focus:InvitesPerSecond");
        Range(faults, options.MaxSubscriptions, 0, 100_000, "Focus:MaxSubscriptions");
        Range(faults, options.MaxBandwidthKbps, 64, 1_000_000, "Focus:MaxBandwidthKbps");
        Range(faults, options.MaxBodyBytes, 1_024, 65_536, "Focus:MaxBodyBytes");
    }

    private static void CheckTimes(FocusOptions options, ValidateOptionsResultBuilder faults)
    {
        Range(faults, options.QuarantineSeconds, 0, 365 * Day, "Focus:QuarantineSeconds");
        Range(faults, options.UnjoinedSeconds, 1, Day, "Focus:UnjoinedSeconds");
        Range(faults, options.RtpTimeoutSeconds, 0, Day, "Focus:RtpTimeoutSeconds");
        Range(faults, options.RingSeconds, 1, 3_600, "Focus:RingSeconds");
        Range(faults, options.LobbySeconds, 0, Day, "Focus:LobbySeconds");
        Range(faults, options.PreconditionSeconds, 1, 300, "Focus:PreconditionSeconds");
        Range(faults, options.RetryAfterSeconds, 1, 3_600, "Focus:RetryAfterSeconds");
        Range(faults, options.NotifySpacingMs, 0, 60_000, "Focus:NotifySpacingMs");
        Range(faults, options.DepartedMs, 0, 600_000, "Focus:DepartedMs");
        Range(faults, options.SubscriptionSeconds, 60, Day, "Focus:SubscriptionSeconds");
        Range(faults, options.MinSubscriptionSeconds, 1, Math.Min(options.SubscriptionSeconds, 3_600), "Focus:MinSubscriptionSeconds");
        Range(faults, options.MaxDurationSeconds, 0, 365 * Day, "Focus:MaxDurationSeconds");
        Range(faults, options.WarnBeforeEndSeconds, 0, Day, "Focus:WarnBeforeEndSeconds");
        Range(faults, options.AloneSeconds, 0, Day, "Focus:AloneSeconds");
        Range(faults, options.ShutdownMs, 0, 60_000, "Focus:ShutdownMs");
    }

    private static void CheckRoster(FocusOptions options, ValidateOptionsResultBuilder faults)
    {
        var texts = options.Roster;
        CheckUri(texts.DialInUri, "Focus:Roster:DialInUri");
        CheckUri(texts.WebPage, "Focus:Roster:WebPage");
        CheckUri(texts.RecordingUri, "Focus:Roster:RecordingUri");
        CheckUri(texts.HostWebPage, "Focus:Roster:HostWebPage");
        CheckUri(texts.HostUri, "Focus:Roster:HostUri");

        void CheckUri(string text, string key)
        {
            var filled = options.Fill(text).Replace("{token}", "0", StringComparison.Ordinal);
            if (text.Length > 0 && !Uri.TryCreate(filled, UriKind.Absolute, out _)) faults.AddError($"'{text}': an absolute URI", key);
        }
    }

    private static void Range(ValidateOptionsResultBuilder faults, int value, int least, int most, string key)
    {
        if (value < least || value > most) faults.AddError($"{value}: {least}..{most}", key);
    }
}

using System.Collections.Immutable;

namespace ImsConference.Sip.Sdp;

/// <summary>One media line with what follows it (RFC 8866 §5.14).</summary>
public sealed record MediaDescription
{
    /// <summary><c>audio</c>, <c>video</c>, <c>text</c>, <c>application</c>, <c>message</c>, …</summary>
    public required string Media { get; init; }

    /// <summary>0: refused, or disabled.</summary>
    public required int Port { get; init; }

    /// <summary>Number of port pairs; 1 unless said.</summary>
    public int PortCount { get; init; } = 1;

    /// <summary>For example <c>RTP/AVP</c>.</summary>
    public string Protocol { get; init; } = "RTP/AVP";

    /// <summary>Payload types, best first, or what the protocol puts there.</summary>
    public ImmutableArray<string> Formats { get; init; } = [];

    public string? Title { get; init; }

    /// <summary>Its own c= line; else the session's counts (<see cref="SessionDescription.ConnectionOf"/>).</summary>
    public Connection? Connection { get; init; }

    public ImmutableArray<Bandwidth> Bandwidths { get; init; } = [];

    /// <summary>All a= lines in order, the interpreted ones too.</summary>
    public ImmutableArray<SdpAttribute> Attributes { get; init; } = [];

    /// <summary>Lines of other letters.</summary>
    public ImmutableArray<SdpLine> OtherLines { get; init; } = [];

    public bool IsRefused => Port == 0;

    /// <summary>Direction said on this line; null when it is the session's, which is sendrecv unless said (<see cref="SessionDescription.DirectionOf"/>).</summary>
    public MediaDirection? Direction => throw new NotSupportedException();

    /// <summary>One per payload type of <see cref="Formats"/> that is known, in that order: by a=rtpmap, else by RFC 3551.</summary>
    public IEnumerable<RtpMap> RtpMaps => throw new NotSupportedException();

    /// <summary>Milliseconds; null when not said.</summary>
    public int? PacketTimeMs => throw new NotSupportedException();

    public int? MaxPacketTimeMs => throw new NotSupportedException();

    public bool HasRtcpMux => throw new NotSupportedException();

    public PreconditionSet Preconditions => throw new NotSupportedException();

    /// <summary>Value of the first attribute of that name; false when there is none.</summary>
    public bool TryGetAttribute(string name, out string value) => throw new NotSupportedException();

    public bool HasAttribute(string name) => TryGetAttribute(name, out _);

    /// <summary>Parameters of a=fmtp for that payload type; null when there are none.</summary>
    public string? FormatParameters(byte payloadType) => throw new NotSupportedException();

    /// <summary>b= of that type; null when there is none.</summary>
    public long? BandwidthOf(string type) => throw new NotSupportedException();

    public MediaDescription WithDirection(MediaDirection direction) => throw new NotSupportedException();

    public MediaDescription WithPreconditions(PreconditionSet preconditions) => throw new NotSupportedException();

    /// <summary>Replaces the attributes of that name by one.</summary>
    public MediaDescription WithAttribute(string name, string? value = null) => throw new NotSupportedException();

    public MediaDescription WithoutAttribute(string name) => throw new NotSupportedException();

    /// <summary>Adds a format with its rtpmap and, when given, its fmtp.</summary>
    public MediaDescription WithFormat(RtpMap map, string? formatParameters = null) => throw new NotSupportedException();

    /// <summary>The same line with port 0, as an answer that refuses it (RFC 3264 §6).</summary>
    public MediaDescription Refused() => throw new NotSupportedException();
}

using System.Text;

namespace ImsConference.Sip.Messages;

/// <summary>A body, or one part of a multipart body, with the headers that tell what it is for.</summary>
/// <param name="ContentType">Value of Content-Type.</param>
/// <param name="Content">Without its headers.</param>
public sealed record BodyPart(string ContentType, ReadOnlyMemory<byte> Content)
{
    /// <summary>Value of Content-Disposition; empty when absent.</summary>
    public string Disposition { get; init; } = "";

    /// <summary>Content-ID without its angle brackets, as a cid URL names it (RFC 2392); empty when absent.</summary>
    public string Id { get; init; } = "";

    /// <summary>True for that media type, for example <c>application/sdp</c>, whatever its parameters.</summary>
    public bool Is(string mediaType) => Messages.ContentType.TryParse(Encoding.UTF8.GetBytes(ContentType), out var type) && type.Is(mediaType);

    /// <summary>True for that disposition, for example <c>recipient-list</c>, whatever its parameters.</summary>
    public bool IsFor(string disposition) => Disposition.Split(';')[0].Trim().Equals(disposition, StringComparison.OrdinalIgnoreCase);
}

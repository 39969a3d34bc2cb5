using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;

namespace ImsConference.Sip.Sessions;

/// <summary>The session description in a message.</summary>
/// <param name="Description">Null when there is none, or it is unusable.</param>
/// <param name="Status">200; 415 for a body of another type, 400 for SDP that cannot be read.</param>
/// <param name="Fault">Reason phrase when the status is not 200.</param>
internal readonly record struct SdpBody(SessionDescription? Description, int Status, string? Fault)
{
    internal const string ContentTypeText = "application/sdp";

    internal bool IsUsable => Status == 200;

    internal static SdpBody Of(SipMessage message)
    {
        if (message.Body.IsEmpty) return new SdpBody(null, 200, null);
        if (message.Has(HeaderId.ContentEncoding) && !message.Lists(HeaderId.ContentEncoding, "identity")) return new SdpBody(null, 415, null);
        if (!ContentType.TryParse(message[HeaderId.ContentType], out var type)) return new SdpBody(null, 400, "Content-Type missing");
        if (type.Is(ContentTypeText)) return Read(message.Body.Span);
        if (MultipartBody.TryFind(message, ContentTypeText, out var part)) return Read(part.Span);
        if (IsOptional(message)) return new SdpBody(null, 200, null);
        return new SdpBody(null, 415, null);
    }

    private static SdpBody Read(ReadOnlySpan<byte> text) => SessionDescription.TryParse(text, out var description, out var fault)
        ? new SdpBody(description, 200, null)
        : new SdpBody(null, 400, $"Bad SDP: {fault}");

    private static bool IsOptional(SipMessage message) =>
        HeaderParameters.TryGet(message[HeaderId.ContentDisposition], "handling"u8, out var handling) && handling.SequenceEqual("optional"u8);
}

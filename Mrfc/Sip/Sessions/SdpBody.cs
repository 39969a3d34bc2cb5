using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;

namespace ImsConference.Sip.Sessions;

/// <summary>The session description in a message.</summary>
/// <param name="Description">Null when there is none, or it is unusable.</param>
/// <param name="Refusal">What an unusable one is answered: 415 for a body of another type, 400 for SDP that cannot be read; else null.</param>
internal readonly record struct SdpBody(SessionDescription? Description, Refusal? Refusal)
{
    internal const string ContentTypeText = "application/sdp";

    internal static SdpBody Of(SipMessage message)
    {
        if (message.Body.IsEmpty) return default;
        if (message.Has(HeaderId.ContentEncoding) && !message.Lists(HeaderId.ContentEncoding, "identity")) return new SdpBody(null, StackRefusals.UnknownEncoding);
        if (!ContentType.TryParse(message[HeaderId.ContentType], out var type)) return new SdpBody(null, StackRefusals.BadBody("Content-Type missing"));
        if (type.Is(ContentTypeText)) return Read(message.Body.Span);
        if (MultipartBody.TryFind(message, ContentTypeText, out var part)) return Read(part.Span);
        return IsOptional(message) || IsForRecipients(message) ? default : new SdpBody(null, StackRefusals.UnknownBody);
    }

    private static SdpBody Read(ReadOnlySpan<byte> text) => SessionDescription.TryParse(text, out var description, out var fault)
        ? new SdpBody(description, null)
        : new SdpBody(null, StackRefusals.BadBody($"Bad SDP: {fault}"));

    /// <summary>A list of recipients without a description: an INVITE without an offer (RFC 5366).</summary>
    private static bool IsForRecipients(SipMessage message) => MultipartBody.Parts(message).Any(part => part.IsFor("recipient-list"));

    private static bool IsOptional(SipMessage message) =>
        HeaderParameters.TryGet(message[HeaderId.ContentDisposition], "handling"u8, out var handling) && handling.SequenceEqual("optional"u8);
}

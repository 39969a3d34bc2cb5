using Google.Protobuf;

namespace ImsConference.Mrfc.Media;

/// <summary>One command, reply or event of Mp for the live ladder.</summary>
/// <param name="Time">When it was sent, or came.</param>
/// <param name="From">The sender: <c>mrfc</c>, or the MRFP's host and port.</param>
/// <param name="To">The receiver.</param>
/// <param name="Label">One line, for example <c>Mp AddTermination ctx=c1 term=t1</c>.</param>
/// <param name="ContextId">Empty where it concerns the whole MRFP.</param>
/// <param name="Message">The whole message, which nobody changes any more; null when there is none.</param>
public sealed record MpTrace(DateTimeOffset Time, string From, string To, string Label, string ContextId, IMessage? Message)
{
    /// <summary>The message as JSON, without secrets, made when somebody reads it; empty when there is none.</summary>
    public string Text => Message is null ? "" : JsonFormatter.Default.Format(MpSecrets.Without(Message));
}

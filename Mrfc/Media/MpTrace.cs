using Google.Protobuf;

namespace ImsConference.Mrfc.Media;

/// <summary>One command, reply or event of Mp for the live ladder. What it looks like is worked out when somebody reads it: commands are many, readers few.</summary>
/// <param name="Time">When it was sent, or came.</param>
/// <param name="From">The sender: <c>mrfc</c>, or the MRFP's host and port.</param>
/// <param name="To">The receiver.</param>
/// <param name="Title">What it is, for example <c>Mp AddTermination</c>.</param>
/// <param name="Concerns">The message that names the context: of a reply, its request; null where it concerns the whole MRFP.</param>
/// <param name="Message">The whole message, which nobody changes any more; null when there is none.</param>
public sealed record MpTrace(DateTimeOffset Time, string From, string To, string Title, IMessage? Concerns, IMessage? Message)
{
    /// <summary>One line, for example <c>Mp AddTermination ctx=c1 term=t1</c>.</summary>
    public string Label => Message is null ? Title : $"{Title}{MpLabel.Of(Message)}";

    /// <summary>Empty where it concerns the whole MRFP.</summary>
    public string ContextId => Concerns is null ? "" : MpLabel.ContextOf(Concerns);

    /// <summary>The message as JSON, without secrets; empty when there is none.</summary>
    public string Text => Message is null ? "" : JsonFormatter.Default.Format(MpSecrets.Without(Message));
}

using Google.Protobuf;
using ImsConference.Protos.Mp;

namespace ImsConference.Mrfc.Media;

/// <summary>What a message of Mp is about, in a few words: <c> ctx=c1 term=t1</c>.</summary>
internal static class MpLabel
{
    // Every message of mp.proto names its ids alike, so the descriptor says more than a list of all messages would.
    private static readonly (string Field, string Label)[] Ids =
    [
        ("context_id", "ctx"), ("from_context_id", "from"), ("to_context_id", "to"), ("termination_id", "term"),
        ("recording_id", "rec"), ("playback_id", "play"), ("collection_id", "digits"), ("owner", "owner"),
    ];

    /// <returns>Each id, and the digit of an event that is one, with a space before it; empty when the message has none.</returns>
    public static string Of(IMessage message)
    {
        var ids = Ids.Select(id => (id.Label, Value: TextOf(message, id.Field))).Where(id => id.Value.Length > 0).Select(id => $" {id.Label}={id.Value}");
        return string.Concat(ids) + (message is Event { Dtmf: { } dtmf } ? $" digit={dtmf.Digit}" : "");
    }

    public static string ContextOf(IMessage message) => TextOf(message, "context_id");

    private static string TextOf(IMessage message, string field) =>
        message.Descriptor.FindFieldByName(field) is { } found ? found.Accessor.GetValue(message) as string ?? "" : "";
}

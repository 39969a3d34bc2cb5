using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ImsConference.Mrfc.Media;

/// <summary>Keeps out of traces what mp.proto marks with <c>debug_redact</c>: digits that may be a PIN, keys of SRTP.</summary>
internal static class MpSecrets
{
    private const string Withheld = "[withheld]";

    /// <summary>A copy without them.</summary>
    public static IMessage Without(IMessage message)
    {
        var copy = message.Descriptor.Parser.ParseFrom(message.ToByteString());
        Blank(copy);
        return copy;
    }

    private static void Blank(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            var value = field.Accessor.GetValue(message);
            if (field.GetOptions()?.DebugRedact == true) Blank(message, field, value);
            else if (value is IMessage inner) Blank(inner);
            else if (field.FieldType == FieldType.Message && value is System.Collections.IEnumerable all)
                foreach (IMessage each in all) Blank(each);
        }
    }

    private static void Blank(IMessage message, FieldDescriptor field, object value)
    {
        if (value is string { Length: > 0 }) field.Accessor.SetValue(message, Withheld);
        else if (value is ByteString { Length: > 0 }) field.Accessor.SetValue(message, ByteString.Empty);
    }
}

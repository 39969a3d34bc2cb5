namespace ImsConference.Sip.Messages;

/// <summary>Second pass: the headers without which no layer can work are there and well formed (RFC 3261 §8.1.1, §16.3; RFC 4475 §3.1.2).</summary>
internal static class MessageChecks
{
    public static bool TryCheck(SipMessage message, MessageCheck check, out ParseFault fault)
    {
        fault = default;
        if (check == MessageCheck.None) return true;
        return HasMandatory(message, check, out fault)
            && HasCSeqOfMethod(message, out fault)
            && HasVias(message, out fault)
            && HasAddresses(message, out fault)
            && HasRequestUri(message, out fault)
            && HasNumbers(message, out fault);
    }

    private static bool HasMandatory(SipMessage message, MessageCheck check, out ParseFault fault)
    {
        fault = default;
        if (check == MessageCheck.Received && !message.Has(HeaderId.Via)) return Missing(HeaderId.Via, out fault);
        if (!message.Has(HeaderId.From)) return Missing(HeaderId.From, out fault);
        if (!message.Has(HeaderId.To)) return Missing(HeaderId.To, out fault);
        if (!message.Has(HeaderId.CallId)) return Missing(HeaderId.CallId, out fault);
        if (!message.Has(HeaderId.CSeq)) return Missing(HeaderId.CSeq, out fault);

        var callId = message[HeaderId.CallId];
        return (!callId.IsEmpty && !callId.ContainsAny((byte)' ', (byte)'\t')) || Malformed(message, HeaderId.CallId, out fault);
    }

    private static bool HasCSeqOfMethod(SipMessage message, out ParseFault fault)
    {
        fault = default;
        if (!CSeq.TryParse(message[HeaderId.CSeq], out var cseq)) return Malformed(message, HeaderId.CSeq, out fault);
        if (!message.IsRequest || cseq.MethodName.SequenceEqual(message.MethodName)) return true;
        fault = new ParseFault(message.OffsetOf(HeaderId.CSeq), "CSeq method differs from request method");
        return false;
    }

    private static bool HasVias(SipMessage message, out ParseFault fault)
    {
        fault = default;
        if (message.Has(HeaderId.Via) && message[HeaderId.Via].IsEmpty) return Malformed(message, HeaderId.Via, out fault);
        foreach (var value in message.Values(HeaderId.Via))
        {
            if (!Via.TryParse(value, out _)) return Malformed(message, HeaderId.Via, out fault);
        }

        return true;
    }

    private static bool HasAddresses(SipMessage message, out ParseFault fault)
    {
        fault = default;
        if (!NameAddr.TryParse(message[HeaderId.From], out _)) return Malformed(message, HeaderId.From, out fault);
        if (!NameAddr.TryParse(message[HeaderId.To], out _)) return Malformed(message, HeaderId.To, out fault);
        foreach (var contact in message.Values(HeaderId.Contact))
        {
            if (!contact.SequenceEqual("*"u8) && !NameAddr.TryParse(contact, out _)) return Malformed(message, HeaderId.Contact, out fault);
        }

        return true;
    }

    private static bool HasRequestUri(SipMessage message, out ParseFault fault)
    {
        fault = default;
        if (!message.IsRequest) return true;

        var uri = message.RequestUriText;
        if (uri[0] == '<') return Fail(message, "Request-URI in angle brackets", out fault);
        if (!UriParts.TrySplit(uri, out var parts)) return Fail(message, "Request-URI malformed", out fault);
        return parts.Headers.IsEmpty || Fail(message, "Request-URI with headers", out fault);   // §19.1.1

        static bool Fail(SipMessage message, string phrase, out ParseFault fault)
        {
            fault = new ParseFault(message.MethodName.Length + 1, phrase);
            return false;
        }
    }

    private static bool HasNumbers(SipMessage message, out ParseFault fault)
    {
        fault = default;
        if (message.Has(HeaderId.MaxForwards)
            && (!SipSyntax.TryReadNumber(message[HeaderId.MaxForwards], out var hops) || hops > 255))
            return Malformed(message, HeaderId.MaxForwards, out fault);

        // A date has one form, and GMT is part of it (§20.17).
        var date = message[HeaderId.Date];
        return date.IsEmpty || date.EndsWith(" GMT"u8) || Malformed(message, HeaderId.Date, out fault);
    }

    private static bool Missing(HeaderId id, out ParseFault fault)
    {
        fault = new ParseFault(0, MessagePhrases.Missing(id));
        return false;
    }

    private static bool Malformed(SipMessage message, HeaderId id, out ParseFault fault)
    {
        fault = new ParseFault(message.OffsetOf(id), MessagePhrases.Malformed(id));
        return false;
    }
}

using System.CommandLine;
using System.Diagnostics;
using ImsConference.Sip.Messages;
using Spectre.Console;

namespace ImsConference.Tests.Load.Signalling;

/// <summary><c>imsload parse</c>: what it costs to read an INVITE.</summary>
internal static class ParseCommand
{
    private const int Batch = 500;

    private static readonly Option<double> Seconds = new("--seconds") { HelpName = "SECONDS", Description = "how long, s", DefaultValueFactory = _ => 5 };

    public static Command Build()
    {
        var command = new Command("parse", """
            Reads one IMS INVITE of 1.6 KB again and again: indexes it, checks what every message must have, and reads the headers that every INVITE
            needs. Tells the time of the quickest batch, which other work on the machine disturbs least, and of the middle one.
            """)
        {
            Seconds,
        };
        command.SetAction(arguments => Run(arguments.GetValue(Seconds)));
        return command;
    }

    private static int Run(double seconds)
    {
        var invite = SampleInvite.Bytes();
        var sum = 0;
        for (var i = 0; i < 400 * Batch; i++) sum += Read(invite);   // until every method is compiled as well as it will be

        var batches = new List<double>();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalSeconds < seconds)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Batch; i++) sum += Read(invite);
            batches.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds / Batch);
        }

        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / ((double)batches.Count * Batch);
        batches.Sort();
        Output.Open().WriteLine(FormattableString.Invariant(
            $"{invite.Length} bytes: {batches[0]:0.00} µs at best, {batches[batches.Count / 2]:0.00} µs median, {bytes:0} bytes allocated ({batches.Count * Batch} times)"));
        return sum == 0 ? 1 : 0;
    }

    /// <summary>What the transaction layer, the dialog layer and the focus ask of every INVITE.</summary>
    private static int Read(byte[] invite)
    {
        if (!SipMessage.TryParse(invite, out var message, out _)) return 0;
        if (!message.TryGetTopVia(out var via)
            || !NameAddr.TryParse(message[HeaderId.From], out var from) || !NameAddr.TryParse(message[HeaderId.To], out var to)
            || !NameAddr.TryParse(message[HeaderId.Contact], out var contact)
            || !NameAddr.TryParse(message[HeaderId.PAssertedIdentity], out var asserted)) return 0;
        var isReliable = message.Lists(HeaderId.Supported, "100rel") && !message.Has(HeaderId.Require) && !message.Has(HeaderId.Replaces);
        message.TryGetNumber(HeaderId.SessionExpires, out var interval);
        return via.Branch.Length + from.Tag.Length + to.Tag.Length + contact.Uri.Length + asserted.Uri.Length + (isReliable ? 1 : 0) + (int)interval
            + message[HeaderId.CallId].Length + (int)message.CSeqNumber + message.RequestUriText.Length + message[HeaderId.RecordRoute].Length
            + message[HeaderId.PChargingVector].Length + message[HeaderId.ContentType].Length + message.Body.Length;
    }
}

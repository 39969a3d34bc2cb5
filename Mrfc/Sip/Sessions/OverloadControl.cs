using System.Globalization;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transactions;

namespace ImsConference.Sip.Sessions;

/// <summary>Sheds new calls above a rate, and tells peers that ask how much less to send (RFC 7339, algorithm "loss").</summary>
/// <remarks>Requests in dialogs always pass: what was begun is brought to its end.</remarks>
/// <param name="time">Its clock.</param>
/// <param name="mostPerSecond">New INVITEs, SUBSCRIBEs and REFERs in any one second.</param>
/// <param name="passes">Which pass all the same, for example by their Resource-Priority.</param>
public sealed class OverloadControl(TimeProvider time, int mostPerSecond, Predicate<ServerTransaction> passes)
{
    // Long enough that a peer keeps to it from one window to the next, short enough that it stops soon after the last response.
    private const int ValidityMs = 2_000;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private long _windowStart = time.GetTimestamp();
    private int _arrived;
    private int _admitted;
    private long _sequence;

    /// <summary>Share of new calls that peers are asked to drop, %.</summary>
    public int LossPercent { get; private set; }

    /// <summary>Counts a request that would begin something.</summary>
    /// <returns>False: 503.</returns>
    public bool Admits(ServerTransaction transaction)
    {
        Advance();
        _arrived++;
        if (_admitted >= mostPerSecond && !passes(transaction)) return false;

        _admitted++;
        return true;
    }

    /// <summary>Via parameters of our responses to a peer that knows of overload control; empty for any other (RFC 7339 §4.1).</summary>
    public string Feedback(SipMessage request)
    {
        if (!request.TryGetTopVia(out var via) || !via.TryGetParameter("oc"u8, out _)) return "";
        if (via.TryGetParameter("oc-algo"u8, out var algorithms) && !Lists(algorithms, "loss"u8)) return "";

        Advance();
        var sequence = _sequence = Math.Max(_sequence + 1, time.GetUtcNow().ToUnixTimeMilliseconds()); // each is above the one before (§4.4)
        var validity = LossPercent == 0 ? 0 : ValidityMs;                                                 // 0: as much as you like (§4.3)
        return string.Create(CultureInfo.InvariantCulture, $";oc={LossPercent};oc-algo=\"loss\";oc-validity={validity};oc-seq={sequence / 1000}.{sequence % 1000:000}");
    }

    private static bool Lists(ReadOnlySpan<byte> names, ReadOnlySpan<byte> wanted)
    {
        foreach (var part in names.Split((byte)','))
        {
            if (SipSyntax.EqualsIgnoreCase(SipSyntax.Trim(names[part]), wanted)) return true;
        }

        return false;
    }

    /// <summary>At the end of a window: what would have come without the peers' restraint, and how much of it was too much.</summary>
    private void Advance()
    {
        var elapsed = time.GetElapsedTime(_windowStart);
        if (elapsed < Window) return;

        var offered = _arrived * 100.0 / (100 - LossPercent) / elapsed.TotalSeconds;
        LossPercent = offered <= mostPerSecond ? 0 : (int)Math.Clamp(Math.Ceiling(100 - (100.0 * mostPerSecond / offered)), 1, 95);
        _windowStart = time.GetTimestamp();
        (_arrived, _admitted) = (0, 0);
    }
}

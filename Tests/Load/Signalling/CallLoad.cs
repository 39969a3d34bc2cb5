using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ImsConference.Sip.Messages;

namespace ImsConference.Tests.Load.Signalling;

/// <summary>Makes calls at a steady rate: one thread, one UDP socket, no SIP stack, so that it costs little and never waits.</summary>
/// <remarks>Nothing is repeated: on loopback, with large socket buffers, nothing is lost; what is lost all the same shows as a call that came to nothing.</remarks>
internal sealed class CallLoad : IDisposable
{
    private const int BufferBytes = 8 << 20;
    private const int MostPollUs = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SignallingOptions _options;
    private readonly IPEndPoint _mrfc;
    private readonly Socket _socket = Open();
    private readonly Socket _media = Open();
    private readonly CallTexts _texts;
    private readonly byte[] _received = new byte[65_536];
    private readonly List<LoadCall> _calls = [];
    private readonly Queue<(long Due, LoadCall Call)> _byes = new();
    private readonly Queue<LoadCall> _waiting = new();
    private int _before;
    private int _over;

    /// <param name="options">The load.</param>
    /// <param name="mrfc">Where requests go.</param>
    public CallLoad(SignallingOptions options, IPEndPoint mrfc)
    {
        _options = options;
        _mrfc = mrfc;
        _texts = new CallTexts((IPEndPoint)_socket.LocalEndPoint!, ((IPEndPoint)_media.LocalEndPoint!).Port, "home1.net");
    }

    /// <summary>Makes so many calls, and returns when the last is over.</summary>
    /// <returns>The calls.</returns>
    public IReadOnlyList<LoadCall> Run(int count, CancellationToken stop)
    {
        _before += _calls.Count;
        _calls.Clear();
        _waiting.Clear();
        _over = 0;
        var start = Stopwatch.GetTimestamp();
        var last = start;
        while (_over < count && Stopwatch.GetElapsedTime(last) < Patience + _options.Hold)
        {
            stop.ThrowIfCancellationRequested();
            var due = Math.Min(count, (int)(Stopwatch.GetElapsedTime(start).TotalSeconds * _options.Rate) + 1);
            while (_calls.Count < due)
            {
                Begin();
                last = Stopwatch.GetTimestamp();
            }

            BeginWaiting();
            while (_byes.TryPeek(out var bye) && bye.Due <= Stopwatch.GetTimestamp()) _byes.Dequeue().Call.Bye();
            if (_socket.Poll(MostPollUs, SelectMode.SelectRead)) ReceiveAll();
        }

        return [.. _calls];
    }

    public void Dispose()
    {
        _socket.Dispose();
        _media.Dispose();
    }

    private static Socket Open()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
        {
            Blocking = false,
            ReceiveBufferSize = BufferBytes,
            SendBufferSize = BufferBytes,
        };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private void Begin()
    {
        var call = new LoadCall(_before + _calls.Count, _options.Reserves, _texts, Send);
        _calls.Add(call);
        if ((_calls.Count - 1) % _options.Size == 0) call.Invite(_texts.Factory);
        else _waiting.Enqueue(call);
    }

    /// <summary>Those who join need the URI that the first of their conference got.</summary>
    private void BeginWaiting()
    {
        for (var i = _waiting.Count; i > 0; i--)
        {
            var call = _waiting.Dequeue();
            var index = call.Number - _before;
            var first = _calls[index - (index % _options.Size)];
            if (first.IsUp) call.Invite(first.Target);
            else if (first.IsOver) _over++;
            else _waiting.Enqueue(call);
        }
    }

    private void ReceiveAll()
    {
        while (_socket.Available > 0)
        {
            var length = _socket.Receive(_received);
            if (!SipMessage.TryParse(_received.AsMemory(0, length), out var message, out _)) continue;
            if (message.IsRequest) Send(Encoding.UTF8.GetString(SipWriter.Response(message, 200).Build().Bytes.Span));   // a NOTIFY
            else if (CallOf(message) is { IsOver: false } call) Take(call, message);
        }
    }

    private void Take(LoadCall call, SipMessage response)
    {
        var wasUp = call.IsUp;
        call.Take(response);
        if (call.IsUp && !wasUp) _byes.Enqueue((Stopwatch.GetTimestamp() + (long)(_options.Hold.TotalSeconds * Stopwatch.Frequency), call));
        if (call.IsOver) _over++;
    }

    private LoadCall? CallOf(SipMessage response)
    {
        var id = response.CallId;
        return int.TryParse(id.AsSpan(0, id.IndexOf('.', StringComparison.Ordinal)), out var number) && number >= _before ? _calls[number - _before] : null;
    }

    private void Send(string message) => _socket.SendTo(Encoding.UTF8.GetBytes(message), _mrfc);
}

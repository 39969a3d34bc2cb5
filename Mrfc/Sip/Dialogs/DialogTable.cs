using System.Diagnostics.CodeAnalysis;
using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Dialogs;

/// <summary>All dialogs of one user agent.</summary>
public sealed class DialogTable
{
    private readonly Dictionary<DialogId, Dialog> _dialogs = [];

    /// <summary>Tells whether a URI names ourselves: a Route that does is dropped when it is on top.</summary>
    public Func<SipUri, bool> IsOurs { get; init; } = _ => false;

    public int Count => _dialogs.Count;

    public bool TryFind(DialogId id, [NotNullWhen(true)] out Dialog? dialog) => _dialogs.TryGetValue(id, out dialog);

    /// <summary>The dialog that a request from the peer belongs to.</summary>
    public bool TryFind(SipMessage request, [NotNullWhen(true)] out Dialog? dialog) =>
        TryFind(new DialogId(request.CallId, request.ToTag, request.FromTag), out dialog);

    /// <summary>A route set without its topmost values that name ourselves.</summary>
    internal IReadOnlyList<string> WithoutUs(IEnumerable<string> routes) => [.. routes.SkipWhile(r => Dialog.UriOf(r) is { } uri && IsOurs(uri))];

    internal void Add(Dialog dialog) => _dialogs[dialog.Id] = dialog;

    internal void Remove(Dialog dialog)
    {
        if (_dialogs.TryGetValue(dialog.Id, out var current) && current == dialog) _dialogs.Remove(dialog.Id);
    }
}

using System.Diagnostics.CodeAnalysis;

namespace ImsConference.Sip.Dialogs;

/// <summary>All dialogs of one user agent.</summary>
public sealed class DialogTable
{
    private readonly Dictionary<DialogId, Dialog> _dialogs = [];

    public int Count => _dialogs.Count;

    public IEnumerable<Dialog> All => _dialogs.Values;

    public bool TryFind(DialogId id, [NotNullWhen(true)] out Dialog? dialog) => _dialogs.TryGetValue(id, out dialog);

    /// <summary>The dialog that a request from the peer belongs to.</summary>
    public bool TryFind(Messages.SipMessage request, [NotNullWhen(true)] out Dialog? dialog) =>
        TryFind(new DialogId(request.CallId, request.ToTag, request.FromTag), out dialog);

    internal void Add(Dialog dialog) => _dialogs[dialog.Id] = dialog;

    internal void Remove(Dialog dialog)
    {
        if (_dialogs.TryGetValue(dialog.Id, out var current) && current == dialog) _dialogs.Remove(dialog.Id);
    }
}

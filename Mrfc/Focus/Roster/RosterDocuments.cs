namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>The documents of the present revision, each written when the first one asks for it and shared by all who know as much.</summary>
public sealed class RosterDocuments(ConferenceRoster roster)
{
    private readonly Dictionary<(long Since, RosterView View), RosterDocument?> _written = [];
    private long _revision = ConferenceRoster.Nothing;

    /// <summary>Everything: what a subscriber gets first, and after each refresh.</summary>
    public RosterDocument Full(RosterView view) => Get(ConferenceRoster.Nothing, view)!;

    /// <summary>What changed since a revision; the full state when that takes less.</summary>
    /// <returns>Null when there is nothing to tell.</returns>
    public RosterDocument? Since(long revision, RosterView view) => Get(revision, view);

    /// <summary>The conference is over: goes with <c>terminated;reason=noresource</c>.</summary>
    public RosterDocument Deleted() => new(ConferenceInfoWriter.Deleted(roster.Description.Entity));

    private RosterDocument? Get(long since, RosterView view)
    {
        if (_revision != roster.Revision)
        {
            _written.Clear();
            _revision = roster.Revision;
        }

        if (!_written.TryGetValue((since, view), out var document)) _written[(since, view)] = document = Write(since, view);
        return document;
    }

    private RosterDocument? Write(long since, RosterView view)
    {
        if (since == ConferenceRoster.Nothing) return new RosterDocument(ConferenceInfoWriter.Full(roster, view));
        if (ConferenceInfoWriter.Partial(roster, since, view) is not { } partial) return null;

        var (changes, whole) = (new RosterDocument(partial), Full(view));
        return whole.Length < changes.Length ? whole : changes;
    }
}

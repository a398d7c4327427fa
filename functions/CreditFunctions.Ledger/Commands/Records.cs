using System.Collections.Immutable;

namespace CreditFunctions.Ledger;

/// <summary>A kind of row beside an account's own.</summary>
public enum RecordKind
{
    /// <summary>A grant that is not active any more.</summary>
    Grant,

    /// <summary>An entry.</summary>
    Entry,

    /// <summary>How much of an entry was undone.</summary>
    Reversal,

    /// <summary>How a reservation ended.</summary>
    Reservation,
}

/// <summary>Names a row beside an account's own.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">A seq: the grant's, the entry's or the reservation's.</param>
public readonly record struct RecordKey(RecordKind Kind, long Id);

/// <summary>
/// What commands name that is not in the account itself, as it is stored; null: there is no such row. The core says which it needs, and the shell loads them.
/// </summary>
public sealed record Records
{
    /// <summary>Nothing.</summary>
    public static readonly Records None = new();

    /// <summary>Grants that are not active any more, by id.</summary>
    public ImmutableDictionary<long, Grant?> Grants { get; init; } = ImmutableDictionary<long, Grant?>.Empty;

    /// <summary>Entries, by seq.</summary>
    public ImmutableDictionary<long, Entry?> Entries { get; init; } = ImmutableDictionary<long, Entry?>.Empty;

    /// <summary>How much of entries was undone, by the entry's seq.</summary>
    public ImmutableDictionary<long, Reversal?> Reversals { get; init; } = ImmutableDictionary<long, Reversal?>.Empty;

    /// <summary>How reservations ended, by id.</summary>
    public ImmutableDictionary<long, ReservationEnd?> Reservations { get; init; } = ImmutableDictionary<long, ReservationEnd?>.Empty;

    /// <summary>What the requests need that is not here. Load it and ask again: what an entry moved is known only when the entry is.</summary>
    /// <param name="account">The account as read.</param>
    /// <param name="requests">What is asked.</param>
    public IReadOnlyCollection<RecordKey> Missing(Account account, IEnumerable<CommandSet> requests)
    {
        var missing = new HashSet<RecordKey>();
        foreach (var command in requests.SelectMany(request => request.Commands))
        {
            switch (command)
            {
                case VoidCommand { Grant: var id }:
                    NeedGrant(id);
                    break;
                case ExpireCommand { Grant: var id }:
                    NeedGrant(id);
                    break;
                case AmendCommand { Grant: var id }:
                    NeedGrant(id);
                    break;
                case CaptureCommand { Reservation: var id }:
                    NeedReservation(id);
                    break;
                case ReleaseCommand { Reservation: var id }:
                    NeedReservation(id);
                    break;
                case ReverseCommand { Entry: var seq } when Exists(seq):
                    NeedEntry(seq);
                    break;
                default:
                    break;
            }
        }

        return missing;

        // What this commit is yet to make is not stored.
        bool Exists(long seq) => seq > 0 && seq <= account.Seq;

        void NeedGrant(long id)
        {
            if (Exists(id) && account.Grant(id) is null && !Grants.ContainsKey(id))
            {
                missing.Add(new(RecordKind.Grant, id));
            }
        }

        void NeedReservation(long id)
        {
            if (Exists(id) && account.Reservation(id) is null && !Reservations.ContainsKey(id))
            {
                missing.Add(new(RecordKind.Reservation, id));
            }
        }

        void NeedEntry(long seq)
        {
            if (!Reversals.ContainsKey(seq))
            {
                missing.Add(new(RecordKind.Reversal, seq));
            }

            if (!Entries.TryGetValue(seq, out var entry))
            {
                missing.Add(new(RecordKind.Entry, seq));
            }

            foreach (var move in entry?.Draft.Moves ?? [])
            {
                NeedGrant(move.Grant);
            }
        }
    }
}

using CreditFunctions.Ledger;

namespace CreditFunctions.Api.Entries;

/// <summary>What an entry moved of one grant; <c>from</c> is null where credit entered the ledger.</summary>
internal sealed record MoveAnswer(string GrantId, string? From, string To, string Amount);

/// <summary>The account's totals right after an entry.</summary>
internal sealed record TotalsAnswer(
    string Granted, string Pending, string Available, string Reserved, string Applied, string Expired, string Voided, string Overage);

/// <summary>
/// One line of the ledger. <c>number</c> is null while an effect of time has come due and no commit has written it down yet: it counts, and its id and content are
/// already what they will be, unless older history is imported into the account before.
/// </summary>
internal sealed record EntryAnswer(
    string EntryId, long Seq, long? Number, string Type, string Unit, string Amount, string AvailableChange, string OverageChange, string PostedAt, string CreatedAt,
    string? GrantId, string? ReservationId, string? ReversedEntryId, string? Settlement, PaysForBody? PaysFor, ReferencesBody? References,
    IReadOnlyList<MoveAnswer> Moves, string? Memo, IReadOnlyDictionary<string, string> Metadata, TotalsAnswer Totals);

/// <summary>A page of the ledger, newest first; <c>next_cursor</c> is null on the last.</summary>
internal sealed record EntriesAnswer(IReadOnlyList<EntryAnswer> Entries, string? NextCursor);

/// <summary>What was posted, in the order of the commands.</summary>
internal sealed record PostedAnswer(IReadOnlyList<EntryAnswer> Entries);

/// <summary>Renders entries.</summary>
internal static class EntryRendering
{
    public static EntryAnswer Render(AccountPath path, long seq, long? number, EntryDraft draft, Totals totals, long overage)
    {
        var (unit, shard, hash) = (path.Unit, Shard.Of(path.Key.Customer, path.Business.Shards), path.Key.Hash);
        string Text(long minor) => Amount.Format(minor, unit.Precision);
        string Located(long at, string prefix) => new LocatedId(shard, hash, at).ToString(prefix);
        return new(
            Located(seq, LocatedId.EntryPrefix), seq, number, draft.Type.Name(), unit.Code, Text(draft.Amount), Text(draft.AvailableChange), Text(draft.OverageChange ?? 0),
            draft.PostedAt.ToString(), draft.CreatedAt.ToString(),
            GrantOf(draft, seq) is { } grant ? Located(grant, LocatedId.GrantPrefix) : null,
            (draft.Type == EntryType.Reserve ? seq : draft.Reservation) is { } reservation ? Located(reservation, LocatedId.ReservationPrefix) : null,
            draft.Reverses is { } reversed ? Located(reversed, LocatedId.EntryPrefix) : null,
            draft.Settlement is { } settlement ? SnakeCase.Name(settlement) : null,
            PaysForBody.Of(draft.PaysFor), ReferencesBody.Of(draft.References),
            [.. draft.Moves.Select(move => new MoveAnswer(
                Located(move.Grant, LocatedId.GrantPrefix), move.From is { } from ? SnakeCase.Name(from) : null, SnakeCase.Name(move.To), Text(move.Amount)))],
            draft.Memo, draft.Metadata ?? new Dictionary<string, string>(StringComparer.Ordinal),
            new(Text(totals.Granted), Text(totals.Pending), Text(totals.Available), Text(totals.Reserved), Text(totals.Applied), Text(totals.Expired), Text(totals.Voided), Text(overage)));
    }

    public static EntryAnswer Render(AccountPath path, Entry entry) => Render(path, entry.Seq, entry.Number, entry.Draft, entry.Totals, entry.Overage);

    /// <summary>The one grant an entry is about: made, amended, voided or expired by it.</summary>
    private static long? GrantOf(EntryDraft draft, long seq) =>
        draft.Terms is not null ? seq
        : draft.Amended is { } amended ? amended.Grant
        : draft.Type is EntryType.Void or EntryType.Expire or EntryType.Activate ? draft.Moves[0].Grant
        : null;
}

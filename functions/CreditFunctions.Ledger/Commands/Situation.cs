using System.Collections.Immutable;

namespace CreditFunctions.Ledger;

/// <summary>All that a command is decided on.</summary>
/// <param name="Account">The account, settled to <paramref name="At"/>.</param>
/// <param name="Policy">The rules in force.</param>
/// <param name="PostedAt">The commit's now.</param>
/// <param name="At">The instant as of which it is judged what is usable: the commit's now, or before it for imported history.</param>
public sealed record Situation(Account Account, Policy Policy, Instant PostedAt, Instant At)
{
    /// <summary>A grant that is not active any more; null for one there never was.</summary>
    public Func<long, Grant?> EndedGrant { get; init; } = static _ => null;

    /// <summary>An entry; null for one there never was.</summary>
    public Func<long, Entry?> Entry { get; init; } = static _ => null;

    /// <summary>How much of an entry was undone; null: nothing.</summary>
    public Func<long, Reversal?> Reversal { get; init; } = static _ => null;

    /// <summary>How a reservation ended; null for one there never was.</summary>
    public Func<long, ReservationEnd?> ReservationEnd { get; init; } = static _ => null;

    /// <summary>An amount as people read it, with its unit.</summary>
    internal string Text(long amount) => $"{Amount.Format(amount, Account.Unit.Precision)} {Account.Unit.Code}";

    /// <summary>The entry that a command comes to.</summary>
    internal Decision Accept(EntryType type, long amount, Command command, ImmutableArray<Move> moves, Func<EntryDraft, EntryDraft>? more = null)
    {
        var draft = new EntryDraft(type, amount, PostedAt, command.CreatedAt ?? PostedAt, moves, Policy)
        {
            Memo = command.Memo,
            Metadata = command.Metadata,
            References = command.References,
        };
        return new(more is null ? draft : more(draft), null);
    }
}

using CreditFunctions.Ledger;

namespace CreditFunctions.Storage.Credits;

/// <summary>An account as it was at an instant.</summary>
/// <param name="Entry">Its last entry then; null: the account has not changed since.</param>
/// <param name="Seq">That entry's seq.</param>
/// <param name="Head">That entry's hash.</param>
/// <param name="Totals">Its totals, settled to the instant.</param>
/// <param name="Overage">Its overage.</param>
/// <param name="UpdatedAt">When it last changed, effects of time included.</param>
/// <param name="Due">Effects of time up to the instant that nobody had written down, with the seq each would have had.</param>
public sealed record PastAccount(
    EntryRow? Entry, long Seq, EntryHash Head, Totals Totals, long Overage, Instant UpdatedAt, IReadOnlyList<(long Seq, EntryDraft Draft)> Due);

/// <summary>What accounts were at past instants.</summary>
public static class PastAccounts
{
    private const int EntriesAtOnce = 500;

    /// <summary>The account as it was at an instant, whatever was written since; null if it had no entry by then.</summary>
    public static async Task<PastAccount?> AtAsync(this CreditStore store, Account account, int shards, Instant instant, CancellationToken cancellationToken)
    {
        if (account.UpdatedAt <= instant)
        {
            return Settled(account, instant, null);
        }

        var (last, next) = await store.LastEntryAsync(account, shards, instant, cancellationToken);
        if (last is null)
        {
            return null;
        }

        // A commit first writes down what has come due, so the entry has all that was due at the instant: unless what came next was history, which is
        // judged as of its own time.
        return next.Draft.CreatedAt < next.Draft.PostedAt
            ? Settled(await store.ReplayAsync(account, shards, last.Entry.Seq, cancellationToken), instant, last)
            : new(last, last.Entry.Seq, EntryHash.Of(last.Canonical.Span), last.Entry.Totals, last.Entry.Overage, last.Entry.Draft.PostedAt, []);
    }

    /// <summary>
    /// The last entry posted at or before <paramref name="instant"/>, and the one after it; null if there is none. Posting times never go back within an account, so
    /// this takes about log2 of the entries posted since, as point reads.
    /// </summary>
    private static async Task<(EntryRow? Last, Entry Next)> LastEntryAsync(
        this CreditStore store, Account account, int shards, Instant instant, CancellationToken cancellationToken)
    {
        // Invariant: entry `next` was posted after the instant; `found` and all before it were not.
        var next = await Existing(account.Seq);
        EntryRow? found = null;
        for (var step = 1L; next.Entry.Seq > 1 && found is null; step *= 2)
        {
            Look(await Existing(Math.Max(1, next.Entry.Seq - step)));
        }

        while (found is not null && found.Entry.Seq + 1 < next.Entry.Seq)
        {
            Look(await Existing(found.Entry.Seq + ((next.Entry.Seq - found.Entry.Seq) / 2)));
        }

        return (found, next.Entry);

        void Look(EntryRow entry)
        {
            if (entry.Entry.Draft.PostedAt <= instant)
            {
                found = entry;
            }
            else
            {
                next = entry;
            }
        }

        async Task<EntryRow> Existing(long seq) =>
            await store.EntryAsync(account.Key, shards, seq, cancellationToken)
            ?? throw new StorageException($"Entry {seq} of an account with {account.Seq} entries is missing.", false);
    }

    private static async Task<Account> ReplayAsync(this CreditStore store, Account account, int shards, long seq, CancellationToken cancellationToken)
    {
        var replay = new Replay(account.Key, account.Unit);
        while (replay.Account.Seq < seq)
        {
            var from = replay.Account.Seq;
            var to = Math.Min(seq, from + EntriesAtOnce);
            var rows = await store.EntriesAsync(account.Key, shards, to, (int)(to - from), cancellationToken);
            foreach (var row in rows.Reverse())
            {
                if (replay.Add(row.Canonical.Span, row.Entry.Seq) is { } problem)
                {
                    throw new StorageException($"Entry {row.Entry.Seq} of an account is damaged. {problem}", false);
                }
            }

            if (replay.Account.Seq < to)
            {
                throw new StorageException($"Entry {replay.Account.Seq + 1} of an account with {account.Seq} entries is missing.", false);
            }
        }

        return replay.Account;
    }

    private static PastAccount Settled(Account account, Instant instant, EntryRow? entry)
    {
        var (settled, due) = (account, new List<(long, EntryDraft)>());
        foreach (var (after, draft) in Settlement.Effects(account, instant))
        {
            settled = after;
            due.Add((after.Seq, draft));
        }

        return new(entry, account.Seq, account.Head, settled.Totals, settled.Overage, settled.UpdatedAt, due);
    }
}

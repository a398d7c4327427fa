using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Audits;

/// <summary>
/// Makes an account anew from its entries and compares all its rows with what comes of them. Where an entry is damaged nothing certain comes of them: then the
/// entries alone are judged, and the other rows when that is mended.
/// </summary>
/// <param name="credits">Where the entries of a large account are read once more.</param>
/// <param name="partition">The account's partition.</param>
/// <param name="key">The account.</param>
internal sealed class AccountCheck(ITable credits, string partition, AccountKey key)
{
    /// <summary>Up to how many entries, and bytes of them, are kept to be replayed; those of a larger account are read again, oldest first.</summary>
    private const int MaxKept = 2_000;
    private const long MaxKeptBytes = 8 * 1024 * 1024;
    private const int EntriesAtOnce = 500;

    private readonly List<AuditFinding> findings = [];
    private Stack<StoredEntry>? kept = [];
    private long keptBytes;

    /// <summary>Looks at all rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="seen">Gets each entry that is in its place, newest first.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public async Task<Look> RunAsync(AccountRows rows, Func<Entry, Task> seen, CancellationToken cancellationToken)
    {
        var chain = new ChainCheck(key, rows.Account, Found);
        await foreach (var row in rows.Entries)
        {
            var entry = StoredEntry.Of(row);
            chain.Add(entry);
            Keep(entry);
            if (entry.IsInItsPlace)
            {
                await seen(entry.Entry!);
            }
        }

        chain.End();
        if (chain.IsWhole && await ReplayAsync(chain, cancellationToken) is { } replay)
        {
            Compare(rows.Account, replay.Account);
            await CompareAsync(
                rows.Grants, replay.Records.Grants.Values.Reverse().Select(grant => (RowKeys.Grant(key, grant.Id), GrantRow.Write(grant))), "no entry made this grant");
            await CompareAsync(
                rows.Reservations, replay.Records.Reservations.Values.Select(end => (RowKeys.Reservation(key, end.Id), ReservationRow.Write(end))), "no entry ended such a reservation");
            await CompareAsync(
                rows.Reversals, replay.Records.Reversals.Values.Select(reversal => (RowKeys.Reversal(key, reversal.Entry), ReversalRow.Write(reversal))), "no entry reversed that one");
            return new(findings, IsWhole: true);
        }

        if (rows.Account is null)
        {
            Found(RowKeys.Account(key), "It is missing, though the account has entries.");
        }

        return new(findings, IsWhole: false);
    }

    private void Found(string row, string problem) => findings.Add(new(partition, row, key.Customer, key.Entitlement, key.Unit, problem));

    private void Keep(StoredEntry entry)
    {
        keptBytes += entry.Canonical.Length;
        if (kept?.Count >= MaxKept || keptBytes > MaxKeptBytes)
        {
            kept = null;
        }

        kept?.Push(entry);
    }

    /// <summary>The account as its entries make it; null: they do not, and which of them is at fault is found.</summary>
    private async Task<Replay?> ReplayAsync(ChainCheck chain, CancellationToken cancellationToken)
    {
        var replay = new Replay(key, new(key.Unit, chain.Precision));
        while (replay.Account.Seq < chain.Last)
        {
            var from = replay.Account.Seq + 1;
            var entries = kept ?? await WindowAsync(from, Math.Min(chain.Last, from + EntriesAtOnce - 1), cancellationToken);
            foreach (var entry in entries.Where(entry => entry.Seq <= chain.Last))
            {
                if (replay.Add(entry.Canonical, entry.Seq) is { } problem)
                {
                    Found(entry.Row.Key, problem);
                    return null;
                }
            }

            if (replay.Account.Seq < from)
            {
                Found(RowKeys.Entry(key, from), "It is missing.");
                return null;
            }
        }

        return replay;
    }

    /// <summary>Some entries, oldest first.</summary>
    private async Task<Stack<StoredEntry>> WindowAsync(long from, long to, CancellationToken cancellationToken)
    {
        var entries = new Stack<StoredEntry>();
        await foreach (var row in credits.EntriesAsync(partition, key, from, to, cancellationToken))
        {
            entries.Push(StoredEntry.Of(row));
        }

        return entries;
    }

    private void Compare(RawRow? stored, Account account)
    {
        if (stored?.DifferenceFrom(AccountRow.Write(account)) is { } problem)
        {
            Found(stored.Key, problem);
        }
        else if (stored is null && account.Seq > 0)
        {
            Found(RowKeys.Account(key), $"It is missing, though the account has {account.Seq} entries.");
        }
    }

    /// <summary>Brings together the rows of a kind that are there and those that must be, both in order.</summary>
    private async Task CompareAsync(IAsyncEnumerable<RawRow> rows, IEnumerable<(string Row, ReadOnlyMemory<byte> Columns)> expected, string whyNone)
    {
        using var must = expected.GetEnumerator();
        var isLeft = must.MoveNext();
        await foreach (var row in rows)
        {
            for (; isLeft && string.CompareOrdinal(must.Current.Row, row.Key) < 0; isLeft = must.MoveNext())
            {
                Found(must.Current.Row, "It is missing.");
            }

            if (!isLeft || must.Current.Row != row.Key)
            {
                Found(row.Key, $"It must not be there: {whyNone}.");
                continue;
            }

            if (row.DifferenceFrom(must.Current.Columns) is { } problem)
            {
                Found(row.Key, problem);
            }

            isLeft = must.MoveNext();
        }

        for (; isLeft; isLeft = must.MoveNext())
        {
            Found(must.Current.Row, "It is missing.");
        }
    }
}

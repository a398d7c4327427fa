using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>Makes a report's rows from the table <c>credits</c> at once, of a business that has few.</summary>
/// <param name="credits">The table.</param>
public sealed class LiveScan(ITable credits)
{
    private const int ShardsAtOnce = 4;

    // An entry that moves no credit in or out is read and not given, but most do.
    private const int EntriesPerRow = 4;

    /// <summary>All rows as of an instant; null: the business has too many. It stops reading when it knows.</summary>
    /// <param name="business">Whose report.</param>
    /// <param name="report">Which report.</param>
    /// <param name="asOf">The instant; rows of the last seconds before it may still be under way.</param>
    /// <param name="since">Of <c>customer-credits</c>: rows created before are left out.</param>
    /// <param name="maxRows">The most rows that are given, and the most accounts that are read.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <exception cref="StorageException">Storage could not be reached.</exception>
    /// <exception cref="BalanceTooLargeException">A customer has more of a currency than a balance can show.</exception>
    public async Task<ReportData?> RunAsync(Business business, ReportDefinition report, Instant asOf, Instant since, int maxRows, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var limits = new Limits(maxRows, stop);
        var shards = new List<RowBatch>[business.Shards];
        try
        {
            await SomeAtOnce.RunAsync(
                shards.Length, ShardsAtOnce, async (shard, token) => shards[shard] = await ShardAsync(business, shard, report, asOf, since, limits, token), stop.Token);
        }
        catch (OperationCanceledException) when (limits.IsTooMany && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        List<RowBatch> rows = [.. shards.SelectMany(static batches => batches)];
        return limits.IsTooMany ? null : new(report, asOf, null, rows.Sum(static batch => (long)batch.Count), [], rows);
    }

    private async Task<List<RowBatch>> ShardAsync(Business business, int shard, ReportDefinition report, Instant asOf, Instant since, Limits limits, CancellationToken cancellationToken)
    {
        // Nobody makes it again where a row of the last moment is missing.
        var reader = new ShardReader(credits, business, shard, asOf, startedAt: Instant.Max, limits.TakeAccount);
        var (row, balances, accounts, held) = (new RowWriter(), new RowBatch(), new RowBatch(), new List<AccountAsOf>());
        await foreach (var (account, customer) in reader.AccountsAsync(cancellationToken))
        {
            var read = ShardAccount.Of(account, customer);
            read.Balance.Write(row);
            balances.Add(row.Written);
            read.Write(row);
            accounts.Add(row.Written);
            held.Add(account);
        }

        if (report == CreditBalances.Definition || held.Count == 0)
        {
            return [balances];
        }

        var entries = await EntriesAsync(reader, shard, held, since, limits, cancellationToken);
        await using var accountRows = Stream(accounts);
        await using var entryRows = Stream(entries);
        var rows = new RowBatch();
        await foreach (var batch in new CreditRows(accountRows, entryRows).AllAsync())
        {
            for (var at = 0; at < batch.Count; at++)
            {
                rows.Add(batch[at]);
            }
        }

        return [rows];
    }

    private static async Task<RowBatch> EntriesAsync(ShardReader reader, int shard, List<AccountAsOf> accounts, Instant since, Limits limits, CancellationToken cancellationToken)
    {
        var (row, entries) = (new RowWriter(), new RowBatch());
        await using var cursor = new EntryCursor(reader.EntriesAsync(accounts[0].Key, accounts[^1].Key, since, cancellationToken), cancellationToken);
        foreach (var account in accounts)
        {
            foreach (var (seq, draft) in account.Past.Due.Reverse())
            {
                Add(account, seq, 0, draft);
            }

            await foreach (var read in cursor.OfAsync(account, isComplete: since == Instant.Min))
            {
                limits.TakeEntry();
                Add(account, read.Entry.Seq, read.Entry.Number, read.Entry.Draft);
            }
        }

        return entries;

        void Add(AccountAsOf account, long seq, long number, EntryDraft draft)
        {
            if (ShardEntry.IsReported(draft, since))
            {
                limits.TakeRow();
                ShardEntry.Write(row, shard, account.Key.Hash, account, seq, number, draft);
                entries.Add(row.Written);
            }
        }
    }

    private static RowStream Stream(RowBatch rows) => new(new[] { rows }.ToAsyncEnumerable(), CancellationToken.None);

    /// <summary>Counts what all shards read and give, and stops them when it is too much.</summary>
    private sealed class Limits(int maxRows, CancellationTokenSource stop)
    {
        private long accounts;
        private long entries;
        private long rows;

        public bool IsTooMany { get; private set; }

        public void TakeAccount() => Take(ref accounts, maxRows);

        public void TakeEntry() => Take(ref entries, (long)maxRows * EntriesPerRow);

        public void TakeRow() => Take(ref rows, maxRows);

        private void Take(ref long taken, long most)
        {
            if (Interlocked.Increment(ref taken) > most)
            {
                IsTooMany = true;
                stop.Cancel();
                stop.Token.ThrowIfCancellationRequested();
            }
        }
    }
}

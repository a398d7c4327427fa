using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>How a scan ended.</summary>
public enum ScanOutcome
{
    /// <summary>All rows are there and exact.</summary>
    Complete,

    /// <summary>There are more rows than asked for; the rest was left out.</summary>
    TooManyRows,

    /// <summary>A row turned up that was written later than it is dated; make the scan again.</summary>
    Doubtful,
}

/// <summary>The rows of a report and what they were made of.</summary>
public sealed record ScanResult(ScanOutcome Outcome, PackedRows Rows, IReadOnlyList<ShardRecord> Shards);

/// <summary>What a scan is for.</summary>
/// <param name="Business">Whose report.</param>
/// <param name="Report">Which report.</param>
/// <param name="AsOf">The instant it is exact as of.</param>
/// <param name="StartedAt">The present, from which on rows dated up to <paramref name="AsOf"/> must not turn up any more.</param>
/// <param name="Since">Of <c>customer-credits</c>: rows created before are left out.</param>
/// <param name="MaxRows">Above that many rows the scan stops.</param>
public sealed record ScanRequest(Business Business, ReportDefinition Report, Instant AsOf, Instant StartedAt, Instant Since, int MaxRows);

/// <summary>Computes the rows of a report from the table <c>credits</c>: one independent range scan a shard, a few of them at a time.</summary>
public sealed class ReportScan(CreditStore store)
{
    private const int ShardsAtOnce = 4;

    /// <summary>Scans all shards.</summary>
    public async Task<ScanResult> RunAsync(ScanRequest request, CancellationToken cancellationToken)
    {
        var rows = new PackedRows(request.Report);
        var records = new List<ShardRecord>();
        var scans = new Queue<Task<ShardRows>>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            for (var shard = 0; shard < request.Business.Shards || scans.Count > 0;)
            {
                while (scans.Count < ShardsAtOnce && shard < request.Business.Shards)
                {
                    scans.Enqueue(ScanShardAsync(request, shard++, stop.Token));
                }

                var scanned = await scans.Dequeue();
                records.Add(scanned.Record);
                if (scanned.IsDoubtful)
                {
                    return new(ScanOutcome.Doubtful, rows, records);
                }

                if (!scanned.AppendTo(rows, request.MaxRows))
                {
                    return new(ScanOutcome.TooManyRows, rows, records);
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(scans).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Current);
        }

        return new(ScanOutcome.Complete, rows, records);
    }

    private async Task<ShardRows> ScanShardAsync(ScanRequest request, int shard, CancellationToken cancellationToken)
    {
        var scan = new ShardScan(store, request.Business, shard, request.AsOf, request.StartedAt);
        var (accounts, customers) = await scan.AccountsAsync(cancellationToken);
        using var digest = new ShardDigest();
        foreach (var account in accounts)
        {
            digest.Append(RowKeys.Account(account.Key), account.Seq, Convert.FromHexString(account.Head.ToString()));
        }

        var rows = request.Report == CreditBalances.Definition
            ? new ShardRows { Balances = [.. accounts.Select(account => BalanceRow(account, customers[account.Key.Customer]))] }
            : new ShardRows { Credits = await CreditRowsAsync(scan, request, shard, accounts, customers, cancellationToken) };
        return rows with { Record = digest.ToRecord((byte)shard), IsDoubtful = scan.IsDoubtful };
    }

    private static CreditBalanceRow BalanceRow(ScannedAccount account, Customer customer) => new(
        customer.Id, customer.Number, customer.Name, customer.Email, account.Key.Entitlement, account.Unit, account.Totals, account.Overage,
        account.CreatedAt, account.UpdatedAt);

    private static async Task<List<CustomerCreditRow>> CreditRowsAsync(
        ShardScan scan, ScanRequest request, int shard, List<ScannedAccount> accounts, Dictionary<string, Customer> customers, CancellationToken cancellationToken)
    {
        var balances = new CustomerBalances(accounts);
        var byKey = accounts.ToDictionary(account => account.Key);
        var rows = new List<CustomerCreditRow>();
        foreach (var account in accounts)
        {
            foreach (var (seq, draft) in account.Due)
            {
                Add(account, seq, 0, draft);
            }
        }

        await foreach (var entry in scan.EntriesAsync(byKey, cancellationToken))
        {
            Add(byKey[entry.Account], entry.Entry.Seq, entry.Entry.Number, entry.Entry.Draft);
            if (rows.Count > request.MaxRows)
            {
                break;
            }
        }

        return rows;

        void Add(ScannedAccount account, long seq, long number, EntryDraft draft)
        {
            if (draft.AvailableChange == 0 || draft.CreatedAt < request.Since)
            {
                return;
            }

            var (key, customer) = (account.Key, customers[account.Key.Customer]);
            rows.Add(new(
                customer.Id, customer.Number, customer.Name, customer.Email, draft.CreatedAt, draft.PostedAt, draft.Type.Name(), draft.AvailableChange,
                balances.Of(account), key.Entitlement, account.Unit, draft.Memo, new LocatedId(shard, key.Hash, seq).ToString(LocatedId.EntryPrefix), number));
        }
    }
}

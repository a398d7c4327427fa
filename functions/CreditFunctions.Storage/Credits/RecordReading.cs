using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>Loads what commands need beside the account they are for.</summary>
internal static class RecordReading
{
    private const int AtOnce = 64;

    /// <summary>All that <see cref="Records.Missing"/> names, and what that names in turn: point reads side by side, mostly none.</summary>
    public static async Task<Records> RecordsAsync(this ITable credits, Account account, int shards, IReadOnlyList<CommandSet> requests, CancellationToken cancellationToken)
    {
        var records = Records.None;
        while (records.Missing(account, requests) is { Count: > 0 } missing)
        {
            foreach (var keys in missing.Chunk(AtOnce))
            {
                var loaded = await Task.WhenAll(keys.Select(key => LoadAsync(credits, account.Key, shards, key, cancellationToken)));
                records = loaded.Aggregate(records, static (all, add) => add(all));
            }
        }

        return records;
    }

    private static async Task<Func<Records, Records>> LoadAsync(ITable credits, AccountKey account, int shards, RecordKey key, CancellationToken cancellationToken)
    {
        var (partition, id) = (RowKeys.Partition(account.Business, account.Customer, shards), key.Id);
        switch (key.Kind)
        {
            case RecordKind.Grant:
                var grant = await credits.GetAsync(partition, RowKeys.Grant(account, id), GrantRow.Read, [], cancellationToken);
                return records => records with { Grants = records.Grants.SetItem(id, grant?.Grant) };
            case RecordKind.Entry:
                var entry = await credits.GetAsync(partition, RowKeys.Entry(account, id), EntryRow.Read, [], cancellationToken);
                return records => records with { Entries = records.Entries.SetItem(id, entry?.Entry) };
            case RecordKind.Reversal:
                var reversal = await credits.GetAsync(partition, RowKeys.Reversal(account, id), ReversalRow.Read, [], cancellationToken);
                return records => records with { Reversals = records.Reversals.SetItem(id, reversal is null ? null : new(id, reversal.Credit, reversal.Overage)) };
            case RecordKind.Reservation:
                var end = await credits.GetAsync(partition, RowKeys.Reservation(account, id), ReservationRow.Read, [], cancellationToken);
                return records => records with { Reservations = records.Reservations.SetItem(id, end is null ? null : new(id, end.By, end.Entry, end.EndedAt)) };
            default:
                throw new ArgumentOutOfRangeException(nameof(key));
        }
    }
}

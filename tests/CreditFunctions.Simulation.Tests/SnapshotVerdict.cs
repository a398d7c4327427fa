using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Simulation;

/// <summary>Judges the snapshots of a life by what the entries come to in the end.</summary>
/// <param name="world">The life.</param>
/// <param name="accounts">All accounts there are.</param>
/// <param name="totalsAt">What an account's totals were at an instant.</param>
/// <param name="entries">All entries, oldest first.</param>
/// <param name="expect">Takes what must hold.</param>
internal sealed class SnapshotVerdict(
    World world, IReadOnlyCollection<AccountKey> accounts, Func<AccountKey, Instant, Totals> totalsAt, Dictionary<AccountKey, List<EntryRow>> entries, Action<bool, string> expect)
{
    private readonly IBlobContainer reports = world.Storage.Container(StoreNames.Reports);

    public async Task JudgeAsync()
    {
        foreach (var set in world.Snapshots)
        {
            var (asOf, rows) = (set.Slot.Slot, new ReportRows(reports));
            JudgeCredits(await ReadAsync(rows.OfAsync(set, CustomerCredits.Definition, default), CustomerCredits.Definition, CustomerCreditRow.Read), asOf);
            JudgeBalances(await ReadAsync(rows.OfAsync(set, CreditBalances.Definition, default), CreditBalances.Definition, CreditBalanceRow.Read), asOf);
            foreach (var shard in set.Shards)
            {
                JudgeFlows(shard, asOf);
                expect(shard.Base is null || world.Snapshots.Exists(other => other.Slot == shard.Base), $"snapshot of {asOf} starts from {shard.Base}, which was never finished");
                JudgeChanges(shard, await ReadAsync(rows.ChangesAsync(shard, default), ShardChanges.Definition, Change.Read), asOf);
            }
        }
    }

    private void JudgeCredits(List<CustomerCreditRow> reported, Instant asOf)
    {
        foreach (var key in accounts)
        {
            var own = reported.FindAll(row => row.CustomerId == key.Customer);
            var available = totalsAt(key, asOf).Available;
            expect(own.Sum(row => row.Amount) == available, $"snapshot of {asOf}: the rows of {key.Customer} do not add up to what was available");
            expect(own.TrueForAll(row => row.Balance == available), $"snapshot of {asOf}: {key.Customer} has another balance");
            expect(own.TrueForAll(row => row.PostedAt <= asOf), $"snapshot of {asOf}: {key.Customer} has a row from after it");
            expect(own.Select(row => row.EntryId).Distinct(StringComparer.Ordinal).Count() == own.Count, $"snapshot of {asOf}: {key.Customer} has a row twice");
        }
    }

    private void JudgeBalances(List<CreditBalanceRow> reported, Instant asOf)
    {
        var opened = accounts.Where(key => FirstAt(key) <= asOf).Select(key => key.Customer).Order(StringComparer.Ordinal);
        expect(opened.SequenceEqual(reported.Select(row => row.CustomerId)), $"snapshot of {asOf}: other accounts are there than were opened by then");
        foreach (var key in accounts)
        {
            expect(reported.FindAll(row => row.CustomerId == key.Customer).TrueForAll(row => row.Totals == totalsAt(key, asOf)), $"snapshot of {asOf}: {key.Customer} has other totals");
        }
    }

    private void JudgeFlows(FinishedShard shard, Instant asOf)
    {
        var before = shard.Base?.Slot ?? Instant.Min;
        var flows = shard.Flows.Length == 1 ? shard.Flows[0] : new("USD", 2, 0, 0, 0, 0, 0, 0, 0);
        var between = entries.Values.SelectMany(rows => rows).Select(row => row.Entry.Draft).Where(draft => draft.PostedAt > before && draft.PostedAt <= asOf).SelectMany(draft => draft.Moves).ToList();
        expect(flows.Opening == Outstanding(before), $"flows until {asOf}: opening is not what was outstanding at {before}");
        expect(flows.Closing == Outstanding(asOf), $"flows until {asOf}: closing is not what was outstanding");
        expect(flows.Closing == flows.Opening + flows.Granted - flows.Applied + flows.Reversed - flows.Expired - flows.Voided, $"flows until {asOf} do not add up: {flows}");
        expect(flows.Granted == between.Where(move => move.From is null).Sum(move => move.Amount), $"flows until {asOf}: granted is not what the entries say");
        expect(flows.Voided == Grown(totals => totals.Voided), $"flows until {asOf}: voided is not by how much the totals grew");
        expect(flows.Expired == Grown(totals => totals.Expired), $"flows until {asOf}: expired is not by how much the totals grew");
        expect(flows.Applied - flows.Reversed == Grown(totals => totals.Applied), $"flows until {asOf}: applied less reversed is not by how much the totals grew");
        expect(flows.Reversed == between.Where(move => move.From == Bucket.Applied).Sum(move => move.Amount), $"flows until {asOf}: reversed is not what the entries say");

        // Effects of time count when they are due, written down or not: entries alone do not tell them.
        Int128 Grown(Func<Totals, long> of) => accounts.Aggregate((Int128)0, (sum, key) => sum + of(totalsAt(key, asOf)) - of(totalsAt(key, before)));
    }

    private void JudgeChanges(FinishedShard shard, List<Change> changes, Instant asOf)
    {
        if (shard.Base is not { Slot: var before })
        {
            expect(changes.Count == 0, $"changes until {asOf}: there was nothing to compare with");
            return;
        }

        foreach (var key in accounts)
        {
            var (from, to) = (totalsAt(key, before).Available, totalsAt(key, asOf).Available);
            var own = changes.FindAll(change => change.Customer == key.Customer);
            expect(own.Count == 1 ? own[0] == new Change(key.Customer, from, to) : own.Count == 0 && from == to, $"changes until {asOf}: those of {key.Customer} are not from {from} to {to}");
        }
    }

    private Int128 Outstanding(Instant asOf) => accounts.Aggregate((Int128)0, (sum, key) => sum + totalsAt(key, asOf).Outstanding);

    private Instant FirstAt(AccountKey key) => entries[key][0].Entry.Draft.PostedAt;

    private static async Task<List<T>> ReadAsync<T>(IAsyncEnumerable<RowBatch> batches, ReportDefinition report, Reader<T> read)
    {
        var rows = new List<T>();
        await foreach (var batch in batches)
        {
            for (var at = 0; at < batch.Count; at++)
            {
                rows.Add(read(new Row(batch[at], report, new long[Row.MaxColumns])));
            }
        }

        return rows;
    }

    private delegate T Reader<out T>(in Row row);

    private sealed record Change(string Customer, long From, long To)
    {
        private const int Available = ShardChanges.FirstPair + 2;

        public static Change Read(in Row row) => new(row.String(ShardChanges.CustomerId)!, row.Number(Available), row.Number(Available + 1));
    }
}

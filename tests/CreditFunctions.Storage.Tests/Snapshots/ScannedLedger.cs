using System.Collections.Immutable;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Snapshots;
using CreditFunctions.Storage.Tests.Audits;

namespace CreditFunctions.Storage.Tests.Snapshots;

/// <summary>A ledger whose shards are scanned.</summary>
internal static class ScannedLedger
{
    public const int Months = 1;

    /// <summary>The container of a name; each is a history of snapshots by itself.</summary>
    public static async Task<IBlobContainer> ContainerAsync(this AuditedLedger ledger, string name = "reports")
    {
        var container = ledger.Storage.Container(name);
        await container.CreateIfMissingAsync(CancellationToken.None);
        return container;
    }

    /// <summary>The slot of the present; commits after it are dated later.</summary>
    public static SnapshotId Slot(this AuditedLedger ledger)
    {
        ledger.Time.Now = SnapshotId.At(ledger.In(TimeSpan.FromSeconds(1))).Slot.ToDateTimeOffset();
        var slot = SnapshotId.At(ledger.In(TimeSpan.Zero));
        ledger.Time.Pass(TimeSpan.FromTicks(10));
        return slot;
    }

    /// <summary>Makes the shards of the present.</summary>
    public static async Task<ShardSet> NextAsync(this AuditedLedger ledger)
    {
        var slot = ledger.Slot();
        ledger.Time.Pass(SnapshotRunner.SettlingTime);
        return await ledger.ScanAsync(slot);
    }

    /// <summary>So many customers with a grant of a dollar each, and a snapshot.</summary>
    public static async Task<(AuditedLedger Ledger, ShardSet First)> WithCustomersAsync(int customers, int shards = 1)
    {
        var ledger = await AuditedLedger.EmptyAsync(shards);
        for (var customer = 0; customer < customers; customer++)
        {
            await ledger.DoAsync($"c{customer}", new GrantCommand(100));
        }

        return (ledger, await ledger.NextAsync());
    }

    /// <summary>Makes the shards of a slot, and what says that a snapshot was made from them.</summary>
    public static async Task<ShardSet> ScanAsync(this AuditedLedger ledger, SnapshotId slot, string container = "reports", bool isFull = false, int months = Months)
    {
        var set = await (await ledger.ScansAsync(container, months)).MakeAsync(ledger.Business, slot, isFull, CancellationToken.None);
        var manifest = SnapshotPaths.Manifest(ledger.Business.Id, CreditBalances.Key, slot);
        await (await ledger.ContainerAsync(container)).PutAsync(manifest, "{}"u8.ToArray(), new("application/json"), BlobCondition.None, CancellationToken.None);
        return set;
    }

    /// <summary>What makes shards.</summary>
    public static async Task<ShardScans> ScansAsync(this AuditedLedger ledger, string container = "reports", int months = Months) =>
        new(await ledger.ContainerAsync(container), ledger.Credits, new ImmediateTime(ledger.Time), months);

    /// <summary>The rows of a file of all shards, each in hexadecimal.</summary>
    public static async Task<ImmutableArray<string>> RowsAsync(this AuditedLedger ledger, ShardSet set, Func<FinishedShard, RowFileInfo?> file, string container = "reports")
    {
        var rows = ImmutableArray.CreateBuilder<string>();
        foreach (var info in set.Shards.Select(file).OfType<RowFileInfo>())
        {
            await using var stream = RowStream.Of(await ledger.ContainerAsync(container), info, CancellationToken.None);
            await stream.MoveAsync();
            for (; stream.HasRow; await stream.MoveAsync())
            {
                rows.Add(Convert.ToHexString(stream.Row));
            }
        }

        return rows.ToImmutable();
    }

    /// <summary>The accounts of all shards.</summary>
    public static async Task<ImmutableArray<ShardAccount>> AccountsAsync(this AuditedLedger ledger, ShardSet set, string container = "reports") =>
        [.. (await ledger.RowsAsync(set, shard => shard.Accounts, container)).Select(row => ShardAccount.Read(Convert.FromHexString(row)))];
}

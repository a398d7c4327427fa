using System.Runtime.CompilerServices;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>Makes the rows of reports from finished shards. Of each file a few parts are in memory at once.</summary>
public sealed class ReportRows(IBlobContainer reports)
{
    /// <summary>The rows of all shards, shard by shard, in parts. A batch is only valid until the next.</summary>
    /// <exception cref="SnapshotException">A file is damaged or gone.</exception>
    /// <exception cref="BalanceTooLargeException">A customer has more of a currency than a balance can show.</exception>
    public async IAsyncEnumerable<RowBatch> OfAsync(ShardSet set, ReportDefinition report, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var shard in set.Shards)
        {
            await foreach (var rows in OfAsync(shard, report, cancellationToken))
            {
                yield return rows;
            }
        }
    }

    /// <summary>The rows of one shard.</summary>
    /// <inheritdoc cref="OfAsync(ShardSet, ReportDefinition, CancellationToken)"/>
    public IAsyncEnumerable<RowBatch> OfAsync(FinishedShard shard, ReportDefinition report, CancellationToken cancellationToken) =>
        report == CreditBalances.Definition ? BalancesAsync(shard, cancellationToken)
        : report == CustomerCredits.Definition ? CreditsAsync(shard, cancellationToken)
        : throw new ArgumentException($"No rows of {report} are made from shards.", nameof(report));

    /// <summary>The shard's rows of <see cref="ShardChanges"/>; none, if there was nothing to compare with.</summary>
    /// <inheritdoc cref="OfAsync(ShardSet, ReportDefinition, CancellationToken)"/>
    public IAsyncEnumerable<RowBatch> ChangesAsync(FinishedShard shard, CancellationToken cancellationToken) =>
        shard.Changes is { } file ? RowStream.RowsOf(reports, file, cancellationToken) : AsyncEnumerable.Empty<RowBatch>();

    /// <summary>The beginning of a shard's row is a row of the report.</summary>
    private async IAsyncEnumerable<RowBatch> BalancesAsync(FinishedShard shard, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var balances = new RowBatch();
        await foreach (var rows in RowStream.RowsOf(reports, shard.Accounts, cancellationToken))
        {
            balances.Clear();
            Cut(rows, balances);
            yield return balances;
        }
    }

    private static void Cut(RowBatch rows, RowBatch into)
    {
        Span<long> cells = stackalloc long[Row.MaxColumns];
        for (var at = 0; at < rows.Count; at++)
        {
            into.Add(new Row(rows[at], CreditBalances.Definition, cells).Bytes);
        }
    }

    private async IAsyncEnumerable<RowBatch> CreditsAsync(FinishedShard shard, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var accounts = RowStream.Of(reports, shard.Accounts, cancellationToken);
        await using var entries = RowStream.Of(reports, shard.Entries, cancellationToken);
        await foreach (var rows in new CreditRows(accounts, entries).AllAsync().WithCancellation(cancellationToken))
        {
            yield return rows;
        }
    }
}

using System.Runtime.CompilerServices;

namespace CreditFunctions.Reports;

/// <summary>How a page was found.</summary>
public enum ReportPlan
{
    /// <summary>Read from the place it has in an index: what it costs does not grow with the rows.</summary>
    Index,

    /// <summary>Rows were gone through: those of a range of an index, or all.</summary>
    Scan,
}

/// <summary>One page of a report.</summary>
/// <param name="Total">Rows that match the filter, on all pages; exact, unless the query does not ask for it: then at least so many match.</param>
/// <param name="Rows">The rows of the page, in the order asked for; none where it begins after the last.</param>
/// <param name="Plan">How they were found.</param>
public sealed record ReportPageRows(long Total, RowBatch Rows, ReportPlan Plan);

/// <summary>Answers queries from the rows of one instant. What a scan holds in memory is the page, and what a sort may use.</summary>
/// <param name="limits">What a sort of a scan may use.</param>
/// <param name="spill">Makes a place for a scan's sorted runs.</param>
/// <param name="gate">Lets scans of snapshots pass; live rows are few.</param>
public sealed class ReportReader(SortLimits limits, Func<ISpill> spill, ScanGate gate)
{
    /// <summary>The page that is asked for. The order is total, so that pages of the same rows never overlap or miss a row.</summary>
    /// <exception cref="ArgumentException">The rows are another report's.</exception>
    /// <exception cref="SnapshotException">A file is damaged where it was read.</exception>
    /// <exception cref="SpillException">The rows could not be sorted.</exception>
    /// <exception cref="ReportBusyException">Too many snapshots are gone through already.</exception>
    public async Task<ReportPageRows> PageAsync(ReportData data, ReportQuery query, CancellationToken cancellationToken)
    {
        var source = await SourceAsync(data, query, cancellationToken);
        var page = new RowBatch();
        // Rows of which none is shown are in every order.
        var isInOrder = source.IsInOrder || query.Offset >= source.MostRows;
        if (isInOrder && source is { Indexed: { } indexed, IsExact: true })
        {
            await indexed.ReadAsync(query.Offset, query.Limit, source.Descending, page, cancellationToken);
            source.Check(page);
            return new(indexed.Count, page, ReportPlan.Index);
        }

        using var place = source.Indexed is null ? null : await gate.EnterAsync(cancellationToken);
        var total = 0L;
        if (isInOrder)
        {
            await foreach (var rows in source.MatchingAsync(cancellationToken))
            {
                AddPart(rows, total, query, page);
                total += rows.Count;
                if (!query.CountsTotal && page.Count == query.Limit)
                {
                    break;
                }
            }

            source.Check(page);
            return new(total, page, ReportPlan.Scan);
        }

        await using var runs = spill();
        await using var sorter = new RowSorter(new(data.Report, query.Sort), limits, runs, query.Offset + query.Limit);
        await AddAsync(source, sorter, cancellationToken);
        if (query.Limit > 0 && query.Offset < sorter.Rows)
        {
            await foreach (var rows in sorter.SortedAsync(cancellationToken))
            {
                AddPart(rows, total, query, page);
                total += rows.Count;
            }
        }

        return new(sorter.Rows, page, ReportPlan.Scan);
    }

    /// <summary>All rows that match, in the order asked for, whatever the query's limit and offset. A batch is only valid until the next.</summary>
    /// <exception cref="ArgumentException">The rows are another report's.</exception>
    /// <exception cref="SnapshotException">A file is damaged.</exception>
    /// <exception cref="SpillException">The rows could not be sorted.</exception>
    /// <exception cref="ReportBusyException">Too many snapshots are gone through already.</exception>
    public async IAsyncEnumerable<RowBatch> RowsAsync(ReportData data, ReportQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var source = await SourceAsync(data, query with { Limit = ReportQuery.MaxLimit }, cancellationToken);
        if (source.IsInOrder)
        {
            await foreach (var rows in source.MatchingAsync(cancellationToken))
            {
                yield return rows;
            }

            yield break;
        }

        await using var runs = spill();
        await using var sorter = new RowSorter(new(data.Report, query.Sort), limits, runs);
        using (source.Indexed is null ? null : await gate.EnterAsync(cancellationToken))
        {
            await AddAsync(source, sorter, cancellationToken);
        }

        // Whoever takes the rows slowly keeps nobody else from theirs.
        await foreach (var rows in sorter.SortedAsync(cancellationToken))
        {
            yield return rows;
        }
    }

    private static ValueTask<RowSource> SourceAsync(ReportData data, ReportQuery query, CancellationToken cancellationToken) => data.Report == query.Report
        ? RowSource.OfAsync(data, query, cancellationToken)
        : throw new ArgumentException($"Rows of {data.Report} cannot answer a query of {query.Report}.", nameof(data));

    private static async ValueTask AddAsync(RowSource source, RowSorter sorter, CancellationToken cancellationToken)
    {
        await foreach (var rows in source.MatchingAsync(cancellationToken))
        {
            try
            {
                await sorter.AddAsync(rows, cancellationToken);
            }
            catch (Exception broken) when (source.IsBroken(broken))
            {
                throw source.Broken(broken);
            }
        }
    }

    /// <summary>Adds those rows to the page that are on it.</summary>
    /// <param name="rows">Some rows in the order asked for.</param>
    /// <param name="before">How many came before them.</param>
    /// <param name="query">Which page it is.</param>
    /// <param name="page">The page.</param>
    private static void AddPart(RowBatch rows, long before, ReportQuery query, RowBatch page)
    {
        var from = Math.Clamp(query.Offset - before, 0, rows.Count);
        var to = Math.Clamp(query.Offset + query.Limit - before, 0, rows.Count);
        for (var row = (int)from; row < to; row++)
        {
            page.Add(rows[row]);
        }
    }
}

using System.Runtime.CompilerServices;

namespace CreditFunctions.Reports;

/// <summary>The rows a query is answered from: as few as an index can tell, all others do not match.</summary>
/// <param name="Data">What is asked.</param>
/// <param name="Indexed">The rows of an index; null: the live rows.</param>
/// <param name="Conditions">What of them is wanted.</param>
/// <param name="IsInOrder">Do they come in the order asked for?</param>
/// <param name="IsExact">Are they all wanted?</param>
/// <param name="Descending">Are they read from the last down?</param>
internal sealed record RowSource(ReportData Data, IndexRows? Indexed, RowConditions Conditions, bool IsInOrder, bool IsExact, bool Descending)
{
    /// <summary>No more rows are wanted than these.</summary>
    public long MostRows => Indexed?.Count ?? Data.Rows;

    /// <summary>The best there is: an index that has just the rows in their order; else the fewest rows, and among as few those that are in order.</summary>
    /// <exception cref="SnapshotException">A file is damaged where it was looked at.</exception>
    public static async ValueTask<RowSource> OfAsync(ReportData data, ReportQuery query, CancellationToken cancellationToken)
    {
        var (order, conditions) = (new RowOrder(data.Report, query.Sort), new RowConditions(data.Report, query.Filter, data.AsOf));
        // No order is the wrong one where no row is shown.
        var isAnyOrder = query.Limit == 0;
        var best = new RowSource(data, null, conditions, isAnyOrder, conditions.IsNone, Descending: false);
        // That of the order first: if it has just the rows, no other is looked at.
        foreach (var index in data.Indexes.OrderByDescending(index => query.Sort.Length == 1 && index.Column == query.Sort[0].Column))
        {
            var ascending = new RowOrder(data.Report, [new(index.Column, false)]);
            var ranges = IndexRange.Of(conditions, index.Column, ascending);
            var rows = ranges is { } some ? await IndexRows.FindAsync(index, ascending, some, cancellationToken) : IndexRows.All(index);
            var descending = query.Sort[^1].Descending;
            var isInOrder = isAnyOrder || order.Keys.SequenceEqual(ascending.Keys.Select(key => key with { Descending = descending }));
            var isExact = conditions.IsNone || (ranges is not null && conditions.AreOnlyOn(index.Column));
            var candidate = new RowSource(data, rows, conditions, isInOrder, isExact, descending);
            if (isExact && isInOrder)
            {
                return candidate;
            }

            best = candidate.IsBetterThan(best) ? candidate : best;
        }

        return best;
    }

    /// <summary>The rows that are wanted, in the order they come. A batch is only valid until the next.</summary>
    public async IAsyncEnumerable<RowBatch> MatchingAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var matching = new RowBatch();
        await foreach (var rows in Indexed?.ScanAsync(Descending, cancellationToken) ?? Data.Live.ToAsyncEnumerable())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (IsExact)
            {
                yield return rows;
                continue;
            }

            matching.Clear();
            Keep(rows, matching);
            yield return matching;
        }
    }

    /// <summary>Sees to it that rows can be read.</summary>
    /// <exception cref="SnapshotException">One is no row of the report, though its block is whole.</exception>
    public void Check(RowBatch rows)
    {
        Span<long> cells = stackalloc long[Row.MaxColumns];
        try
        {
            for (var row = 0; row < rows.Count; row++)
            {
                _ = new Row(rows[row], Data.Report, cells);
            }
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            throw Broken(broken);
        }
    }

    /// <summary>Is it what comes of a file's row that is no row of the report?</summary>
    public bool IsBroken(Exception exception) => Indexed is not null && Row.IsBroken(exception);

    /// <summary>What is told of it.</summary>
    public SnapshotException Broken(Exception exception) => new(Indexed!.Index.File.Info.Name, $"has a row that is not one of {Data.Report}.", exception);

    private void Keep(RowBatch rows, RowBatch matching)
    {
        try
        {
            Conditions.Keep(rows, matching);
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            throw Broken(broken);
        }
    }

    private bool IsBetterThan(RowSource other) =>
        other.Indexed is null || Indexed!.Count < other.Indexed.Count || (Indexed.Count == other.Indexed.Count && IsInOrder && !other.IsInOrder);
}

using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace CreditFunctions.Reports;

/// <summary>Some rows of an index: those of one or more ranges of its places, ascending, each up to its end, which is no longer in it.</summary>
internal sealed record IndexRows(IndexedRows Index, ImmutableArray<(long From, long To)> Places)
{
    /// <summary>How many they are.</summary>
    public long Count { get; } = Places.Sum(static places => places.To - places.From);

    /// <summary>All rows of an index.</summary>
    public static IndexRows All(IndexedRows index) => new(index, [(0, index.File.Info.Rows)]);

    /// <summary>The rows of some ranges of an index's keys, found by halving, all at once.</summary>
    public static async ValueTask<IndexRows> FindAsync(IndexedRows index, RowOrder order, ImmutableArray<IndexRange> ranges, CancellationToken cancellationToken)
    {
        var ends = await Task.WhenAll(ranges.SelectMany(range => new[] { FindAsync(range.From, 0), FindAsync(range.To, index.File.Info.Rows) }));
        return new(index, [.. ends.Chunk(2).Select(static range => (range[0], range[1]))]);

        async Task<long> FindAsync(byte[]? key, long unbounded) => key is null ? unbounded : await index.File.FindAsync(order, key, cancellationToken);
    }

    /// <summary>Appends rows by their place among these, counted from the end where the order is descending; fewer where they end.</summary>
    public async ValueTask ReadAsync(long offset, int count, bool descending, RowBatch into, CancellationToken cancellationToken)
    {
        var read = new RowBatch();
        foreach (var (from, to) in descending ? Places.Reverse() : Places)
        {
            var skipped = Math.Min(offset, to - from);
            var taken = (int)Math.Min(count, to - from - skipped);
            (offset, count) = (offset - skipped, count - taken);
            if (!descending)
            {
                await Index.File.ReadAsync(from + skipped, taken, into, cancellationToken);
                continue;
            }

            read.Clear();
            await Index.File.ReadAsync(to - skipped - taken, taken, read, cancellationToken);
            for (var row = taken - 1; row >= 0; row--)
            {
                into.Add(read[row]);
            }
        }
    }

    /// <summary>All of them, ascending or from the last down. A batch is only valid until the next.</summary>
    public async IAsyncEnumerable<RowBatch> ScanAsync(bool descending, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (from, to) in descending ? Places.Reverse() : Places)
        {
            await foreach (var rows in Index.File.ScanAsync(from, to, descending, cancellationToken))
            {
                yield return rows;
            }
        }
    }
}

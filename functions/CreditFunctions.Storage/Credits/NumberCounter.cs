using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>How many customers a shard ever had. It never goes back, so that no number is given out twice.</summary>
/// <param name="ETag">The row's version; null: there is no row yet.</param>
/// <param name="Count">How many.</param>
internal sealed record NumberCounter(string? ETag, long Count)
{
    /// <summary>The counter of a shard.</summary>
    public static async Task<NumberCounter> ReadAsync(ITable credits, string partition, CancellationToken cancellationToken) =>
        await credits.GetAsync(partition, RowKeys.NumberCounter, Read, [], cancellationToken) ?? new(null, 0);

    /// <summary>One more, and the number it stands for.</summary>
    /// <exception cref="InvalidOperationException">The next number would pass <see cref="Customer.MaxNumber"/>.</exception>
    public (NumberCounter Counter, long Number) Next(int shard, int shards)
    {
        var count = Count + 1;
        return count <= (Customer.MaxNumber - shard) / shards
            ? (this with { Count = count }, (count * shards) + shard)
            : throw new InvalidOperationException($"Shard {shard} of {shards} has given out all its {Count} customer numbers: the next would not be below 2^53.");
    }

    /// <summary>Writes the count, if the row is still as it was read.</summary>
    public RowWrite Write()
    {
        var columns = new ColumnWriter().Number("count", Count).ToMemory();
        return ETag is null ? new(RowAction.Insert, RowKeys.NumberCounter, columns) : new(RowAction.Replace, RowKeys.NumberCounter, columns, ETag);
    }

    private static NumberCounter Read(ref Utf8JsonReader json)
    {
        var (etag, count) = ("", 0L);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            _ = json.Read();
            if (name.SequenceEqual("odata.etag"u8))
            {
                etag = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("count"u8))
            {
                count = ColumnReader.Number(ref json);
            }
        }

        return new(etag, count);
    }
}

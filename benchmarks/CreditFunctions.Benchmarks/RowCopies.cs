using System.Globalization;
using System.Text.Json;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Benchmarks;

/// <summary>The rows of a business as they can be written to another table.</summary>
internal static class RowCopies
{
    /// <summary>All rows whose keys are wanted, in batches as large as a transaction may be.</summary>
    public static async Task<List<(string Partition, IReadOnlyList<RowWrite> Rows)>> ReadAsync(ITable credits, string business, int shards, Func<string, bool> isWanted)
    {
        var batches = new List<(string, IReadOnlyList<RowWrite>)>();
        for (var shard = 0; shard < shards; shard++)
        {
            var partition = string.Create(CultureInfo.InvariantCulture, $"{business}!{shard:x2}");
            string? continuation = null;
            do
            {
                var page = await credits.QueryAsync(new RowQuery(partition, "", null), Read, continuation, default);
                batches.AddRange(page.Rows.Where(row => isWanted(row.RowKey)).Chunk(TransactionLimits.MaxRows).Select(rows => (partition, (IReadOnlyList<RowWrite>)rows)));
                continuation = page.Continuation;
            }
            while (continuation is not null);
        }

        return batches;
    }

    private static RowWrite Read(ref Utf8JsonReader json)
    {
        using var row = JsonDocument.ParseValue(ref json);
        using var columns = new MemoryStream();
        using (var writer = new Utf8JsonWriter(columns))
        {
            writer.WriteStartObject();
            foreach (var column in row.RootElement.EnumerateObject().Where(static column =>
                !column.Name.StartsWith("odata.", StringComparison.Ordinal) && column.Name is not ("PartitionKey" or "RowKey" or "Timestamp" or "Timestamp@odata.type")))
            {
                column.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return new(RowAction.Insert, row.RootElement.GetProperty("RowKey").GetString()!, columns.ToArray());
    }
}

using System.Text.Json;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Benchmarks;

/// <summary>
/// The named alternative of commits: the same storage calls with nothing around them. A recorded commit is sent again for another customer, byte for byte but for the
/// customer's id in its row keys: one point read of the account, one transaction with the ETag it gave.
/// </summary>
internal static class BareCalls
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Sends one recorded commit again. Both ids have as many characters.</summary>
    public static async Task<bool> CommitAsync(ITable table, string partitionKey, IReadOnlyList<RowWrite> recorded, string customer, string stead)
    {
        var accountKey = recorded[0].RowKey.Replace(customer, stead, StringComparison.Ordinal);
        var account = await table.GetAsync(partitionKey, accountKey, ReadTag, [], default);
        var rows = new List<RowWrite>(recorded.Count);
        foreach (var row in recorded)
        {
            rows.Add(row with { RowKey = row.RowKey.Replace(customer, stead, StringComparison.Ordinal), IfMatch = row.RowKey == recorded[0].RowKey ? account : null });
        }

        return (await table.CommitAsync(partitionKey, rows, Timeout, default)).Outcome == WriteOutcome.Done
            ? true
            : throw new InvalidOperationException("A bare commit was not done.");
    }

    private static string ReadTag(ref Utf8JsonReader json)
    {
        var tag = "";
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isTag = json.ValueTextEquals("odata.etag"u8);
            _ = json.Read();
            if (isTag)
            {
                tag = json.GetString()!;
            }
            else
            {
                json.Skip();
            }
        }

        return tag;
    }
}

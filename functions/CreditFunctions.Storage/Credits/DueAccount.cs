using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>An account in which something has come due that is not written down yet: of its row, what it takes to settle it.</summary>
/// <param name="Key">Which account.</param>
/// <param name="Unit">What it counts in.</param>
public sealed record DueAccount(AccountKey Key, Unit Unit)
{
    /// <summary>The columns that are read.</summary>
    internal static readonly IReadOnlyList<string> Columns = ["PartitionKey", "RowKey", "precision"];

    /// <summary>Reads a row with those columns.</summary>
    internal static DueAccount Read(ref Utf8JsonReader json)
    {
        string partition = "", row = "";
        long precision = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            _ = json.Read();
            if (name.SequenceEqual("PartitionKey"u8))
            {
                partition = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("RowKey"u8))
            {
                row = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("precision"u8))
            {
                precision = ColumnReader.Number(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        var key = RowKeys.AccountOf(partition, row);
        return new(key, new(key.Unit, (int)precision));
    }
}

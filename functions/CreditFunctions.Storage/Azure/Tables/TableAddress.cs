namespace CreditFunctions.Storage.Azure.Tables;

/// <summary>Paths of the Table service, escaped.</summary>
internal static class TableAddress
{
    /// <summary>One row: <c>/table(PartitionKey='p',RowKey='r')</c>.</summary>
    public static string Row(string table, string partitionKey, string rowKey) =>
        $"/{table}(PartitionKey='{Key(partitionKey)}',RowKey='{Key(rowKey)}')";

    /// <summary>A query's value, escaped.</summary>
    public static string Value(string text) => Uri.EscapeDataString(text);

    /// <summary>A quote inside of a quoted key or literal is written twice.</summary>
    public static string DoubleQuotes(string text) => text.Replace("'", "''", StringComparison.Ordinal);

    private static string Key(string key) => Uri.EscapeDataString(DoubleQuotes(key));
}

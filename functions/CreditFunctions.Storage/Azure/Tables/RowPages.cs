using System.Text.Json;
using Azure;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Azure.Tables;

/// <summary>Reads rows straight from an answer's bytes into the caller's type.</summary>
internal static class RowPages
{
    private const string NextPartition = "x-ms-continuation-NextPartitionKey";
    private const string NextRow = "x-ms-continuation-NextRowKey";

    /// <summary>One row.</summary>
    public static T ReadOne<T>(ReadOnlySpan<byte> body, RowReader<T> read)
    {
        var json = new Utf8JsonReader(body);
        json.Read();
        return ReadRow(ref json, read);
    }

    /// <summary>The rows in the <c>value</c> array.</summary>
    public static List<T> ReadAll<T>(ReadOnlySpan<byte> body, RowReader<T> read)
    {
        var rows = new List<T>();
        var json = new Utf8JsonReader(body);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isRows = json.ValueTextEquals("value"u8);
            json.Read();
            if (!isRows)
            {
                json.Skip();
                continue;
            }

            while (json.Read() && json.TokenType == JsonTokenType.StartObject)
            {
                rows.Add(ReadRow(ref json, read));
            }
        }

        return rows;
    }

    /// <summary>Where the next page starts, as the query parameters that ask for it; null if this was the last.</summary>
    public static string? Continuation(Response response)
    {
        if (!response.Headers.TryGetValue(NextPartition, out var partition))
        {
            return null;
        }

        var row = response.Headers.TryGetValue(NextRow, out var key) && !string.IsNullOrEmpty(key) ? $"&NextRowKey={TableAddress.Value(key)}" : "";
        return $"&NextPartitionKey={TableAddress.Value(partition!)}{row}";
    }

    private static T ReadRow<T>(ref Utf8JsonReader json, RowReader<T> read)
    {
        var depth = json.CurrentDepth;
        var row = read(ref json);
        return json.TokenType == JsonTokenType.EndObject && json.CurrentDepth == depth
            ? row
            : throw new InvalidOperationException("A row's reader has to leave the JSON reader on the row's EndObject.");
    }
}

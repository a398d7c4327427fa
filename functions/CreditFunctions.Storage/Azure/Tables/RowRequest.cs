using System.Buffers;
using System.Text.Json;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Azure.Tables;

/// <summary>One row's write as the service wants it, whether it goes by itself or in a transaction.</summary>
internal static class RowRequest
{
    /// <summary>The HTTP method.</summary>
    public static string Method(RowWrite write) => write.Action switch
    {
        RowAction.Insert => "POST",
        RowAction.Replace or RowAction.Upsert => "PUT",
        RowAction.Merge => "PATCH",
        RowAction.Delete => "DELETE",
        _ => throw new ArgumentOutOfRangeException(nameof(write), write.Action, null),
    };

    /// <summary>The path within the service.</summary>
    public static string Path(string table, string partitionKey, RowWrite write) =>
        write.Action == RowAction.Insert ? "/" + table : TableAddress.Row(table, partitionKey, write.RowKey);

    /// <summary>The <c>If-Match</c> header; without one a PUT makes the row or replaces it.</summary>
    public static string? IfMatch(RowWrite write) => write.Action is RowAction.Insert or RowAction.Upsert ? null : write.IfMatch ?? "*";

    /// <summary>Writes the entity: the keys, then the columns as they came.</summary>
    public static void WriteBody(IBufferWriter<byte> body, string partitionKey, RowWrite write)
    {
        if (write.Action == RowAction.Delete)
        {
            return;
        }

        body.Write("{\"PartitionKey\":\""u8);
        body.Write(JsonEncodedText.Encode(partitionKey).EncodedUtf8Bytes);
        body.Write("\",\"RowKey\":\""u8);
        body.Write(JsonEncodedText.Encode(write.RowKey).EncodedUtf8Bytes);
        body.Write("\""u8);
        var columns = write.Columns.Span;
        if (columns.Length <= "{}".Length)
        {
            body.Write("}"u8);
            return;
        }

        body.Write(","u8);
        body.Write(columns[1..]);
    }
}

using System.Buffers;
using System.Text;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Azure.Tables;

/// <summary>An entity-group transaction as a <c>multipart/mixed</c> body: one changeset, one part a row.</summary>
internal sealed class TransactionRequest
{
    private readonly string id = Guid.NewGuid().ToString("N");
    private readonly ArrayBufferWriter<byte> body;

    /// <summary>Writes the body.</summary>
    /// <param name="serviceAddress">Makes a path of the service absolute, as each part's request line needs it.</param>
    /// <param name="table">The table.</param>
    /// <param name="partitionKey">The partition of all rows.</param>
    /// <param name="writes">At most as many as the service takes.</param>
    public TransactionRequest(Func<string, string> serviceAddress, string table, string partitionKey, IReadOnlyList<RowWrite> writes)
    {
        body = new ArrayBufferWriter<byte>(writes.Sum(w => w.Columns.Length + 1024));
        Text($"--batch_{id}\r\nContent-Type: multipart/mixed; boundary=changeset_{id}\r\n\r\n");
        foreach (var write in writes)
        {
            Text($"--changeset_{id}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n");
            Text($"{RowRequest.Method(write)} {serviceAddress(RowRequest.Path(table, partitionKey, write))} HTTP/1.1\r\n");
            Text("Accept: application/json;odata=minimalmetadata\r\nDataServiceVersion: 3.0\r\n");
            Text(write.Action == RowAction.Delete ? "" : "Content-Type: application/json\r\n");
            Text(write.Action == RowAction.Insert ? "Prefer: return-no-content\r\n" : "");
            Text(RowRequest.IfMatch(write) is { } etag ? $"If-Match: {etag}\r\n" : "");
            Text("\r\n");
            RowRequest.WriteBody(body, partitionKey, write);
            Text("\r\n");
        }

        Text($"--changeset_{id}--\r\n--batch_{id}--\r\n");
    }

    /// <summary>The body's media type, with its boundary.</summary>
    public string ContentType => $"multipart/mixed; boundary=batch_{id}";

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body => body.WrittenMemory;

    private void Text(string text) => Encoding.UTF8.GetBytes(text, body);
}

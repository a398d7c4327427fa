using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace CreditFunctions.Storage.InMemory;

/// <summary>A row as it goes over the wire.</summary>
/// <param name="ETag">Changes with every write.</param>
/// <param name="Wire">The row's JSON: <c>odata.etag</c>, keys, <c>Timestamp</c>, columns.</param>
internal sealed record StoredRow(string ETag, byte[] Wire)
{
    /// <summary>A row written now.</summary>
    public static StoredRow Write(string partitionKey, string rowKey, string etag, DateTimeOffset timestamp, List<RowColumn> columns) =>
        new(etag, ToWire(512 + columns.Sum(column => 64 + column.Json.Length), json =>
        {
            json.WriteString("odata.etag", etag);
            json.WriteString("PartitionKey", partitionKey);
            json.WriteString("RowKey", rowKey);
            json.WriteString("Timestamp", timestamp.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            foreach (var column in columns)
            {
                column.WriteTo(json);
            }
        }));

    /// <summary>Its columns, without the system's.</summary>
    public List<RowColumn> Columns() => RowColumn.Parse(Wire);

    /// <summary>The wire form with only the columns asked for, and the ETag; null stands where the row lacks one. Empty asks for all.</summary>
    public byte[] Select(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return Wire;
        }

        using var all = JsonDocument.Parse(Wire);
        var row = all.RootElement;
        return ToWire(Wire.Length, json =>
        {
            json.WriteString("odata.etag", ETag);
            foreach (var name in names)
            {
                if (row.TryGetProperty(name + "@odata.type", out var type))
                {
                    json.WritePropertyName(name + "@odata.type");
                    type.WriteTo(json);
                }

                json.WritePropertyName(name);
                if (row.TryGetProperty(name, out var value))
                {
                    value.WriteTo(json);
                }
                else
                {
                    json.WriteNullValue();
                }
            }
        });
    }

    private static byte[] ToWire(int likelyLength, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(likelyLength);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}

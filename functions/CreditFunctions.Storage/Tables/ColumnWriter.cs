using System.Buffers;
using System.Globalization;
using System.Text.Json;
using CreditFunctions.Ledger;

namespace CreditFunctions.Storage.Tables;

/// <summary>Writes the columns of a row in Table Storage's JSON, each with its EDM type. Nulls are left out: a missing column is how a table says null.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A JSON writer over memory holds nothing that needs releasing.")]
public sealed class ColumnWriter
{
    /// <summary>The most UTF-16 characters of one string column that the service takes (64 KiB).</summary>
    public const int MaxStringLength = 32 * 1024;

    private readonly ArrayBufferWriter<byte> buffer = new(512);
    private readonly Utf8JsonWriter json;

    /// <summary>A row without columns.</summary>
    public ColumnWriter()
    {
        // Escaped to ASCII, which is what the default is: Azurite counts the bytes of anything else as characters.
        json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
    }

    /// <summary>A string of at most <see cref="MaxStringLength"/> characters.</summary>
    public ColumnWriter Text(string column, string? value)
    {
        if (value is not null)
        {
            json.WriteString(column, value);
        }

        return this;
    }

    /// <summary>A string of any length: column, column_1, column_2 and so on, each as long as the service allows.</summary>
    public ColumnWriter LongText(string column, string? value)
    {
        for (var (at, part) = (0, 0); value is not null && (at < value.Length || part == 0); part++)
        {
            var length = Math.Min(MaxStringLength, value.Length - at);
            // A surrogate pair must not be cut in two.
            length -= at + length < value.Length && char.IsHighSurrogate(value[at + length - 1]) ? 1 : 0;
            json.WriteString(ChunkName(column, part), value.AsSpan(at, length));
            at += length;
        }

        return this;
    }

    /// <summary>The name of a long text's chunk.</summary>
    public static string ChunkName(string column, int part) =>
        part == 0 ? column : string.Create(CultureInfo.InvariantCulture, $"{column}_{part}");

    /// <summary>An Int64.</summary>
    public ColumnWriter Number(string column, long? value)
    {
        if (value is { } number)
        {
            Span<char> text = stackalloc char[20];
            _ = number.TryFormat(text, out var written, provider: CultureInfo.InvariantCulture);
            json.WriteString(column, text[..written]);
            json.WriteString(column + "@odata.type", "Edm.Int64");
        }

        return this;
    }

    /// <summary>A Boolean.</summary>
    public ColumnWriter Flag(string column, bool value)
    {
        json.WriteBoolean(column, value);
        return this;
    }

    /// <summary>A DateTime.</summary>
    public ColumnWriter Time(string column, Instant? value)
    {
        if (value is { } instant)
        {
            json.WriteString(column, instant.ToString());
            json.WriteString(column + "@odata.type", "Edm.DateTime");
        }

        return this;
    }

    /// <summary>The columns as one JSON object. The writer is done then.</summary>
    public ReadOnlyMemory<byte> ToMemory()
    {
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}

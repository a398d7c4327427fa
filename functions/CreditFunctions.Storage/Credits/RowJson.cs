using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>Reads the values of a row's columns from Table Storage's JSON.</summary>
internal static class RowJson
{
    /// <summary>A string.</summary>
    public static string Text(ref Utf8JsonReader json) => json.GetString() ?? throw new JsonException("A column is null.");

    /// <summary>Is this the column, or one of the chunks, of a long text? Then it is kept.</summary>
    public static bool TryKeepChunk(ref Utf8JsonReader json, string column, ref SortedList<int, string>? chunks)
    {
        var name = json.ValueSpan;
        Span<byte> prefix = stackalloc byte[column.Length];
        _ = Encoding.ASCII.GetBytes(column, prefix);
        if (!name.StartsWith(prefix))
        {
            return false;
        }

        var part = 0;
        var rest = name[prefix.Length..];
        if (rest.Length > 0 && !(rest[0] == '_' && Utf8Parser.TryParse(rest[1..], out part, out var digits) && digits == rest.Length - 1))
        {
            return false;
        }

        _ = json.Read();
        (chunks ??= []).Add(part, Text(ref json));
        return true;
    }

    /// <summary>The UTF-8 of a long text whose chunks were kept.</summary>
    public static byte[] Utf8(SortedList<int, string>? chunks) =>
        chunks is null ? [] : Encoding.UTF8.GetBytes(chunks.Count == 1 ? chunks.Values[0] : string.Concat(chunks.Values));

    /// <summary>Writes a long text given as UTF-8.</summary>
    public static ColumnWriter LongText(this ColumnWriter columns, string column, ReadOnlySpan<byte> utf8) =>
        columns.LongText(column, Encoding.UTF8.GetString(utf8));
}

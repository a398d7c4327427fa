using System.Globalization;
using System.Text;
using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Audits;

/// <summary>A value of a row as it is stored.</summary>
/// <param name="Type">Its EDM type, or the kind of its JSON where the service names no type.</param>
/// <param name="Value">Its text; times in one form, whatever form the service gives them.</param>
internal readonly record struct RawColumn(string Type, string Value);

/// <summary>
/// A row with all its columns, whatever they are: an audit must not fail at a row that its own reader cannot read, and must see what that reader passes over.
/// </summary>
/// <param name="Key">The row key.</param>
/// <param name="Columns">All columns but the system's, by name.</param>
internal sealed record RawRow(string Key, IReadOnlyDictionary<string, RawColumn> Columns)
{
    // Of the answer and not of the row, such as odata.etag; no column has a dot in its name.
    private const string ServicePrefix = "odata.";
    private const string TypeSuffix = "@odata.type";
    private const string TextType = "Edm.String";
    private const string NumberType = "Edm.Int64";
    private const string TimeType = "Edm.DateTime";

    /// <summary>Reads any row.</summary>
    public static RawRow Read(ref Utf8JsonReader json)
    {
        var (key, values, types) = ("", new SortedDictionary<string, RawColumn>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            _ = json.Read();
            if (name.EndsWith(TypeSuffix, StringComparison.Ordinal))
            {
                types[name[..^TypeSuffix.Length]] = json.GetString()!;
            }
            else if (name == "RowKey")
            {
                key = json.GetString()!;
            }
            else if (json.TokenType != JsonTokenType.Null && name is not ("PartitionKey" or "Timestamp") && !name.StartsWith(ServicePrefix, StringComparison.Ordinal))
            {
                values[name] = json.TokenType switch
                {
                    JsonTokenType.String => new(TextType, json.GetString()!),
                    JsonTokenType.True or JsonTokenType.False => new("Edm.Boolean", json.GetBoolean() ? "true" : "false"),
                    _ => new(json.TokenType.ToString(), Encoding.UTF8.GetString(json.ValueSpan)),
                };
            }
        }

        foreach (var (name, type) in types)
        {
            if (values.TryGetValue(name, out var column) && column.Type == TextType)
            {
                values[name] = new(type, type == TimeType ? OneForm(column.Value) : column.Value);
            }
        }

        return new(key, values);
    }

    /// <summary>The row as one with these columns is read.</summary>
    public static RawRow Of(string key, ReadOnlyMemory<byte> columns)
    {
        var json = new Utf8JsonReader(columns.Span);
        _ = json.Read();
        return Read(ref json) with { Key = key };
    }

    /// <summary>A text; null if there is none of that name.</summary>
    public string? Text(string column) => Columns.TryGetValue(column, out var stored) && stored.Type == TextType ? stored.Value : null;

    /// <summary>A whole number; null if there is none of that name.</summary>
    public long? Number(string column) =>
        Columns.TryGetValue(column, out var stored) && stored.Type == NumberType && long.TryParse(stored.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The UTF-8 of a long text, its chunks put together; empty if there is none.</summary>
    public byte[] LongText(string column)
    {
        var chunks = new StringBuilder();
        for (var part = 0; Text(ColumnWriter.ChunkName(column, part)) is { } chunk; part++)
        {
            chunks.Append(chunk);
        }

        return Encoding.UTF8.GetBytes(chunks.ToString());
    }

    /// <summary>In what it is not the row it must be, in words; null: in nothing. Texts are not repeated, since people may have written them.</summary>
    public string? DifferenceFrom(ReadOnlyMemory<byte> columns)
    {
        var expected = Of(Key, columns).Columns;
        var problems = new List<string>();
        foreach (var (name, must) in expected)
        {
            if (!Columns.TryGetValue(name, out var stored))
            {
                problems.Add($"{name} is missing");
            }
            else if (stored.Type != must.Type)
            {
                problems.Add($"{name} is of type {stored.Type} and must be of type {must.Type}");
            }
            else if (stored.Value != must.Value)
            {
                problems.Add(must.Type == TextType ? $"{name} is not the text it must be" : $"{name} is {stored.Value} and must be {must.Value}");
            }
        }

        problems.AddRange(Columns.Keys.Where(name => !expected.ContainsKey(name)).Select(name => $"{name} is there and must not be"));
        return problems.Count == 0 ? null : $"{string.Join("; ", problems)}.";
    }

    private static string OneForm(string time) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read) && read >= DateTimeOffset.UnixEpoch ? Instant.From(read).ToString() : time;
}

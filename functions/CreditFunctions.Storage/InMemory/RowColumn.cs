using System.Text;
using System.Text.Json;

namespace CreditFunctions.Storage.InMemory;

/// <summary>One column of a row, its value as JSON: a part of what it was parsed from.</summary>
internal readonly record struct RowColumn(string Name, string? EdmType, ReadOnlyMemory<byte> Json)
{
    private const string TypeSuffix = "@odata.type";

    /// <summary>The columns of a JSON object, whether the notes of their types come before or after them. Nulls and system columns are left out.</summary>
    public static List<RowColumn> Parse(ReadOnlyMemory<byte> row)
    {
        var columns = new List<RowColumn>();
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        var json = new Utf8JsonReader(row.Span);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            if (name.EndsWith(TypeSuffix, StringComparison.Ordinal))
            {
                types[name[..^TypeSuffix.Length]] = json.GetString()!;
            }
            else if (json.TokenType != JsonTokenType.Null && name is not ("odata.etag" or "PartitionKey" or "RowKey" or "Timestamp"))
            {
                columns.Add(new(name, EdmType: null, row[(int)json.TokenStartIndex..(int)json.BytesConsumed]));
            }
        }

        return columns.ConvertAll(c => c with { EdmType = types.GetValueOrDefault(c.Name) });
    }

    /// <summary>The columns of <paramref name="old"/>, replaced and added to by <paramref name="given"/>.</summary>
    public static List<RowColumn> Merge(List<RowColumn> old, List<RowColumn> given)
    {
        var names = given.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        return [.. old.Where(c => !names.Contains(c.Name)), .. given];
    }

    /// <summary>UTF-16 characters of a string column; null for any other.</summary>
    public int? TextLength()
    {
        if (EdmType is not (null or "Edm.String") || Json.Span[0] != '"')
        {
            return null;
        }

        var json = new Utf8JsonReader(Json.Span);
        json.Read();
        return json.ValueIsEscaped ? json.GetString()!.Length : Encoding.UTF8.GetCharCount(json.ValueSpan);
    }

    /// <summary>Writes the column as the service does: first the note of its type.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        if (EdmType is not null)
        {
            json.WriteString(Name + TypeSuffix, EdmType);
        }

        json.WritePropertyName(Name);
        json.WriteRawValue(Json.Span, skipInputValidation: true);
    }
}

using System.Globalization;
using System.Text.Json;
using CreditFunctions.Api;
using CreditFunctions.Api.Customers;
using CreditFunctions.Api.Entries;
using CreditFunctions.Http;

namespace CreditFunctions.Imports;

/// <summary>
/// The columns of an import in CSV: which field of a line's JSON object each cell becomes. A field of an object has a dotted name, the texts of a list are separated by
/// semicolons, and an empty cell is an absent field.
/// </summary>
internal sealed class CsvColumns
{
    /// <summary>The fields there are, and the types they are read as: those of the commands and of customers, and what says whose and where a command is.</summary>
    private static readonly Dictionary<string, Type> Fields = FieldsOf([.. CommandParsing.Bodies, typeof(CustomerBody)], LineFields.OfTheLine);

    private readonly List<(string Field, string? Part, Type Type)> columns = [];

    private CsvColumns()
    {
    }

    /// <summary>Reads the header; the problem, or null and the columns.</summary>
    public static FieldProblem? Read(ReadOnlySpan<byte> header, out CsvColumns read)
    {
        read = new();
        if (CsvCells.Split(header, out var names) is { } unreadable)
        {
            return new("header", $"The header {unreadable}.");
        }

        foreach (var name in names)
        {
            if (names.Count(other => other == name) > 1)
            {
                return new("header", $"The header has the column '{Problem.Shown(name)}' twice.");
            }

            var (field, part) = name.IndexOf('.', StringComparison.Ordinal) is var dot && dot < 0 ? (name, null) : (name[..dot], name[(dot + 1)..]);
            if (!Fields.TryGetValue(field, out var type) || TypeOfCell(type, part) is not { } cell)
            {
                return new("header", $"The header has the column '{Problem.Shown(name)}'; allowed are {string.Join(", ", Fields.SelectMany(known => Named(known.Key, known.Value)))}.");
            }

            read.columns.Add((field, part, cell));
        }

        var missing = new[] { LineFields.Type, LineFields.CustomerId }.FirstOrDefault(needed => !names.Contains(needed, StringComparer.Ordinal));
        return missing is null ? null : new("header", $"The header has no column '{missing}'.");
    }

    /// <summary>Turns a line into a JSON object; the problem, or null and the object.</summary>
    public string? ToJson(ReadOnlySpan<byte> line, out ReadOnlyMemory<byte> json)
    {
        json = default;
        if (CsvCells.Split(line, out var cells) is { } unreadable)
        {
            return $"The line {unreadable}.";
        }

        if (cells.Count != columns.Count)
        {
            return $"The line has {cells.Count} cells; the header has {columns.Count}.";
        }

        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        foreach (var field in columns.Zip(cells).Where(pair => pair.Second.Length > 0).GroupBy(pair => pair.First.Field, StringComparer.Ordinal))
        {
            writer.WritePropertyName(field.Key);
            if (field.First().First.Part is null)
            {
                Write(writer, field.First().First.Type, field.First().Second);
                continue;
            }

            writer.WriteStartObject();
            foreach (var (column, cell) in field)
            {
                writer.WritePropertyName(column.Part!);
                Write(writer, column.Type, cell);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.Flush();
        json = buffer.WrittenMemory;
        return null;
    }

    /// <summary>What is no number or boolean stays a string, and the command's own rule says what is wrong with it.</summary>
    private static void Write(Utf8JsonWriter json, Type type, string cell)
    {
        if (type == typeof(int?) && int.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            json.WriteNumberValue(number);
        }
        else if (type == typeof(bool?) && cell is "true" or "false")
        {
            json.WriteBooleanValue(cell == "true");
        }
        else if (IsList(type))
        {
            json.WriteStartArray();
            cell.Split(';').ToList().ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }
        else
        {
            json.WriteStringValue(cell);
        }
    }

    private static Dictionary<string, Type> FieldsOf(IEnumerable<Type> bodies, IEnumerable<string> others)
    {
        var fields = others.ToDictionary(name => name, _ => typeof(string), StringComparer.Ordinal);
        foreach (var (name, type) in bodies.SelectMany(Parts))
        {
            fields[name] = type;
        }

        return fields;
    }

    /// <summary>As what a column's cells are read; null: there is no such column.</summary>
    private static Type? TypeOfCell(Type field, string? part) =>
        part is null ? (IsObject(field) ? null : field)
        : IsMap(field) ? (part.Length > 0 ? typeof(string) : null)
        : IsObject(field) ? Parts(field).FirstOrDefault(known => known.Name == part).Type
        : null;

    private static IEnumerable<string> Named(string field, Type type) =>
        IsMap(type) ? [$"{field}.…"] : IsObject(type) ? Parts(type).Select(part => $"{field}.{part.Name}") : [field];

    private static IEnumerable<(string Name, Type Type)> Parts(Type body) => ApiJson.Readable.GetTypeInfo(body)!.Properties.Select(property => (property.Name, property.PropertyType));

    private static bool IsList(Type type) => type == typeof(IReadOnlyList<string>);

    private static bool IsMap(Type type) => type == typeof(IReadOnlyDictionary<string, string>);

    private static bool IsObject(Type type) => type != typeof(string) && type != typeof(int?) && type != typeof(bool?) && !IsList(type);
}

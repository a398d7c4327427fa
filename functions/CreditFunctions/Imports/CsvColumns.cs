using System.Globalization;
using System.Text.Json;
using CreditFunctions.Api;
using CreditFunctions.Api.Customers;
using CreditFunctions.Hosting;
using CreditFunctions.Http;

namespace CreditFunctions.Imports;

/// <summary>The columns of an import in CSV: which field of a line's JSON object each cell becomes. An empty cell is an absent field.</summary>
internal sealed class CsvColumns
{
    /// <summary>The fields there are, and the types they are read as: those of the commands and of customers, and what says whose and where a command is.</summary>
    private static readonly Dictionary<string, Type> Fields = FieldsOf(
        [.. new FunctionTable().Http.SelectMany(function => function.Commands).Distinct(), typeof(CustomerBody)], LineFields.OfTheLine);

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
            var (field, part) = name.IndexOf('.', StringComparison.Ordinal) is var dot && dot < 0 ? (name, null) : (name[..dot], name[(dot + 1)..]);
            if (!Fields.TryGetValue(field, out var type))
            {
                return new("header", $"The header has the column '{Problem.Shown(name)}'; allowed are {string.Join(", ", Fields.Select(Named))}.");
            }

            if ((part is null) == IsObject(type) || part?.Length == 0)
            {
                return new("header", $"The header has the column '{Problem.Shown(name)}'; it must be named {Named(KeyValuePair.Create(field, type))}.");
            }

            if (names.Count(other => other == name) > 1)
            {
                return new("header", $"The header has the column '{Problem.Shown(name)}' twice.");
            }

            read.columns.Add((field, part, type));
        }

        var missing = new[] { LineFields.Type, LineFields.CustomerId }.FirstOrDefault(needed => !names.Contains(needed));
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
        var filled = columns.Zip(cells).Where(pair => pair.Second.Length > 0).ToList();
        foreach (var field in filled.GroupBy(pair => pair.First.Field))
        {
            writer.WritePropertyName(field.Key);
            if (field.First().First.Part is null)
            {
                Write(writer, field.First().First.Type, field.First().Second);
                continue;
            }

            writer.WriteStartObject();
            foreach (var ((_, part, _), cell) in field)
            {
                writer.WriteString(part!, cell);
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
        else
        {
            json.WriteStringValue(cell);
        }
    }

    private static Dictionary<string, Type> FieldsOf(IEnumerable<Type> bodies, IEnumerable<string> others)
    {
        var fields = others.ToDictionary(name => name, _ => typeof(string), StringComparer.Ordinal);
        foreach (var property in bodies.SelectMany(body => ApiJson.Readable.GetTypeInfo(body)!.Properties))
        {
            fields[property.Name] = property.PropertyType;
        }

        return fields;
    }

    private static bool IsObject(Type type) => type != typeof(string) && type != typeof(int?) && type != typeof(bool?);

    private static string Named(KeyValuePair<string, Type> field) => IsObject(field.Value) ? $"{field.Key}.…" : field.Key;
}

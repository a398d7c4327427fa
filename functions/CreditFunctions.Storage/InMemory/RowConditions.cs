using System.Globalization;
using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.InMemory;

/// <summary>Does a row meet the conditions of a query? A column that is missing or of another type meets none.</summary>
internal static class RowConditions
{
    /// <summary>True if <paramref name="row"/> meets all of them.</summary>
    public static bool Hold(StoredRow row, IReadOnlyList<RowCondition> conditions)
    {
        if (conditions.Count == 0)
        {
            return true;
        }

        using var json = JsonDocument.Parse(row.Wire);
        var columns = json.RootElement;
        return conditions.All(condition => Holds(columns, condition));
    }

    private static bool Holds(JsonElement row, RowCondition condition)
    {
        if (!row.TryGetProperty(condition.Column, out var value))
        {
            return false;
        }

        var type = row.TryGetProperty(condition.Column + "@odata.type", out var note) ? note.GetString() : null;
        return condition switch
        {
            { Text: { } text, Number: null, Time: null } => value.ValueKind == JsonValueKind.String && type is null or "Edm.String"
                && Holds(string.CompareOrdinal(value.GetString(), text), condition.Comparison),
            { Text: null, Number: { } number, Time: null } => Number(value, type) is { } actual && Holds(actual.CompareTo(number), condition.Comparison),
            { Text: null, Number: null, Time: { } time } => (type == "Edm.DateTime" || condition.Column == "Timestamp")
                && Holds(Instant.From(value.GetDateTimeOffset()).CompareTo(time), condition.Comparison),
            _ => throw condition.Invalid(),
        };
    }

    private static long? Number(JsonElement value, string? type) => (value.ValueKind, type) switch
    {
        (JsonValueKind.String, "Edm.Int64") => long.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        (JsonValueKind.Number, _) when value.TryGetInt64(out var number) => number,
        _ => null,
    };

    private static bool Holds(int order, Comparison comparison) => comparison switch
    {
        Comparison.Equal => order == 0,
        Comparison.NotEqual => order != 0,
        Comparison.Less => order < 0,
        Comparison.LessOrEqual => order <= 0,
        Comparison.Greater => order > 0,
        Comparison.GreaterOrEqual => order >= 0,
        _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, null),
    };
}

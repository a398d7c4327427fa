using System.Globalization;
using System.Text;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Azure.Tables;

/// <summary>Writes a range and its conditions as an OData <c>$filter</c>.</summary>
internal static class RangeFilter
{
    /// <summary>The filter, not yet escaped.</summary>
    public static string From(RowQuery query)
    {
        var text = new StringBuilder("PartitionKey eq ").Append(Literal(query.PartitionKey)).Append(" and RowKey ge ").Append(Literal(query.From));
        if (query.To is { } to)
        {
            text.Append(" and RowKey lt ").Append(Literal(to));
        }

        foreach (var condition in query.Where)
        {
            text.Append(" and ").Append(condition.Column).Append(' ').Append(Operator(condition.Comparison)).Append(' ').Append(Literal(condition));
        }

        return text.ToString();
    }

    private static string Literal(RowCondition condition) => condition switch
    {
        { Text: { } text, Number: null, Time: null } => Literal(text),
        { Text: null, Number: { } number, Time: null } => number.ToString(CultureInfo.InvariantCulture) + "L",
        { Text: null, Number: null, Time: { } time } => $"datetime'{time}'",
        _ => throw condition.Invalid(),
    };

    private static string Literal(string text) => $"'{TableAddress.DoubleQuotes(text)}'";

    private static string Operator(Comparison comparison) => comparison switch
    {
        Comparison.Equal => "eq",
        Comparison.NotEqual => "ne",
        Comparison.Less => "lt",
        Comparison.LessOrEqual => "le",
        Comparison.Greater => "gt",
        Comparison.GreaterOrEqual => "ge",
        _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, null),
    };
}

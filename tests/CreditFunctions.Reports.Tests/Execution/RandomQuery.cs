using System.Globalization;
using System.Numerics;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports.Tests;

/// <summary>Queries that a seed makes again, with values that some rows have, so that bounds are met exactly.</summary>
internal static class RandomQuery
{
    private static readonly string[] Texts = ["ann", "ZOË", "ång", "明", "=", "🎈", "Lines", "x"];
    private static readonly string[] Timeframes = ["today", "yesterday", "this_month", "last_7_days"];
    private static readonly string[] Bounds = ["_gte", "_gt", "_lte", "_lt"];

    public static Dictionary<string, string> Of(Random random, ReportDefinition report, IReadOnlyList<NaiveRow> rows)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        Sort(random, report, parameters);
        for (var filters = random.Next(3); filters > 0; filters--)
        {
            Filter(random, report, rows, parameters);
        }

        parameters["limit"] = random.Next(1, 60).ToString(CultureInfo.InvariantCulture);
        parameters["offset"] = (random.Next(3) == 0 ? random.Next(rows.Count + 20) : random.Next(20)).ToString(CultureInfo.InvariantCulture);
        return parameters;
    }

    private static void Sort(Random random, ReportDefinition report, Dictionary<string, string> parameters)
    {
        var columns = report.Columns.ToArray();
        random.Shuffle(columns);
        if (random.Next(5) > 0)
        {
            var keys = random.Next(3) == 0 ? random.Next(2, 4) : 1;
            parameters["sort"] = string.Join(',', columns.Take(keys).Select(column => (random.Next(2) == 0 ? "-" : "") + column.Key));
        }
    }

    private static void Filter(Random random, ReportDefinition report, IReadOnlyList<NaiveRow> rows, Dictionary<string, string> parameters)
    {
        switch (random.Next(8))
        {
            case 0:
                parameters["customer"] = Some(random, rows, "customer_id", random.Next(8) == 0 ? 20 : 3);
                break;
            case 1:
                var lists = report.Key == CustomerCredits.Key ? new[] { "entitlement", "unit", "type" } : ["entitlement", "unit"];
                var list = lists[random.Next(lists.Length)];
                parameters[list] = Some(random, rows, list, 2);
                break;
            case 2:
                parameters["q"] = Texts[random.Next(Texts.Length)];
                break;
            case 3:
                parameters["id_gt"] = random.Next(rows.Count).ToString(CultureInfo.InvariantCulture);
                break;
            case 4 when !parameters.Keys.Any(key => key.StartsWith("created_at", StringComparison.Ordinal)):
                parameters["timeframe"] = Timeframes[random.Next(Timeframes.Length)];
                break;
            default:
                var bounded = report.Columns.Where(column => column.Kind is ColumnKind.Amount or ColumnKind.Instant).ToArray();
                var column = bounded[random.Next(bounded.Length)];
                if (column.Key != "created_at" || !parameters.ContainsKey("timeframe"))
                {
                    Bound(random, column, rows, parameters);
                }

                break;
        }
    }

    private static void Bound(Random random, ReportColumn column, IReadOnlyList<NaiveRow> rows, Dictionary<string, string> parameters)
    {
        foreach (var bound in Bounds)
        {
            parameters.Remove(column.Key + bound);
        }

        var two = new[] { Any(random, rows, column.Key), Any(random, rows, column.Key) }.Cast<BigInteger>().Order().ToArray();
        var isBoth = random.Next(2) == 0 && two[1] - two[0] > 2;
        if (isBoth || random.Next(2) == 0)
        {
            parameters[column.Key + Bounds[random.Next(2)]] = Text(column, two[0]);
        }

        if (isBoth || !parameters.Keys.Any(key => key.StartsWith(column.Key + "_g", StringComparison.Ordinal)))
        {
            parameters[column.Key + Bounds[2 + random.Next(2)]] = Text(column, two[1]);
        }
    }

    private static string Text(ReportColumn column, BigInteger value)
    {
        if (column.Kind == ColumnKind.Instant)
        {
            return Instant.FromMicroseconds((long)value).ToString();
        }

        var digits = BigInteger.Abs(value).ToString(CultureInfo.InvariantCulture).PadLeft(11, '0');
        return (value < 0 ? "-" : "") + digits[..^10] + "." + digits[^10..];
    }

    private static string Some(Random random, IReadOnlyList<NaiveRow> rows, string column, int count) =>
        string.Join(',', Enumerable.Range(0, count).Select(_ => Any(random, rows, column)).Distinct());

    private static object Any(Random random, IReadOnlyList<NaiveRow> rows, string column) => rows[random.Next(rows.Count)].Cells[column];
}

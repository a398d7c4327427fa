using System.Globalization;
using System.Numerics;
using System.Text;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports.Tests;

/// <summary>What queries mean, said in the plainest way: all rows in memory, each looked at for every parameter. What plans give is held against it.</summary>
internal sealed class NaiveReport(ReportDefinition report, IEnumerable<byte[]> rows, Instant asOf)
{
    private static readonly string[] Bounds = ["_gte", "_gt", "_lte", "_lt"];

    private readonly List<NaiveRow> all = [.. rows.Select(row => NaiveRow.Of(report, row))];

    public IReadOnlyList<NaiveRow> All => all;

    /// <summary>All rows that match, in order.</summary>
    public List<NaiveRow> Matching(IReadOnlyDictionary<string, string> parameters, ReportFilter more)
    {
        var matching = all.Where(row => parameters.All(parameter => Matches(row, parameter.Key, parameter.Value)) && Matches(row, more)).ToList();
        var sort = parameters.TryGetValue("sort", out var keys) ? keys.Split(',') : [report.DefaultSort[0].ToString()];
        matching.Sort((x, y) => Compare(sort, x, y));
        return matching;
    }

    public int Compare(string[] sort, NaiveRow x, NaiveRow y)
    {
        var last = sort[^1].StartsWith('-') ? "-" : "";
        foreach (var key in sort.Concat(report.NaturalKey.Select(column => last + column.Key)))
        {
            var order = CompareCells(x.Cells[key.TrimStart('-')], y.Cells[key.TrimStart('-')]);
            if (order != 0)
            {
                return key.StartsWith('-') ? -order : order;
            }
        }

        return 0;
    }

    private static int CompareCells(object x, object y) => (x, y) switch
    {
        (string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)),
        (BigInteger a, BigInteger b) => a.CompareTo(b),
        _ => throw new InvalidOperationException("Cells of two kinds."),
    };

    private bool Matches(NaiveRow row, string parameter, string value)
    {
        switch (parameter)
        {
            case "customer":
                return value.Split(',').Contains(row.Cells["customer_id"]);
            case "entitlement" or "unit" or "type":
                return value.Split(',').Contains(row.Cells[parameter]);
            case "q":
                return Holds(row, "customer_name", value) || Holds(row, "memo", value);
            case "timeframe":
                var (first, last) = Timeframe.Parse(value)!.At(asOf);
                return (BigInteger)row.Cells["created_at"] is var at && at >= first.Microseconds && at <= last.Microseconds;
            case "id_gt":
                return (BigInteger)row.Cells[report.Key == CustomerCredits.Key ? "entry_number" : "customer_number"] > BigInteger.Parse(value, CultureInfo.InvariantCulture);
        }

        if (Array.Find(Bounds, bound => parameter.EndsWith(bound, StringComparison.Ordinal)) is not { } suffix)
        {
            return true;
        }

        var order = CompareCells(row.Cells[parameter[..^suffix.Length]], Value(value));
        return suffix switch { "_gte" => order >= 0, "_gt" => order > 0, "_lte" => order <= 0, _ => order < 0 };
    }

    private static bool Matches(NaiveRow row, ReportFilter more) =>
        (more.CustomerNumbers.IsEmpty || more.CustomerNumbers.Any(number => number == (BigInteger)row.Cells["customer_number"]))
        && (!more.CurrenciesOnly || new Unit((string)row.Cells["unit"], row.Precision).IsCurrency);

    private static bool Holds(NaiveRow row, string column, string text) =>
        row.Cells.TryGetValue(column, out var cell) && ((string)cell).Contains(text, StringComparison.OrdinalIgnoreCase);

    private static BigInteger Value(string text)
    {
        if (Instant.TryParse(text, out var instant))
        {
            return instant.Microseconds;
        }

        var point = text.IndexOf('.', StringComparison.Ordinal) is var at && at < 0 ? text.Length - 1 : at;
        return BigInteger.Parse(text.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * BigInteger.Pow(10, 10 - (text.Length - 1 - point));
    }
}

using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace CreditFunctions.Reports;

/// <summary>
/// Sums a report's amounts by unit: for <c>credit-balances</c> each amount column, for <c>customer-credits</c> what was credited and what was
/// debited. Sums are exact and may pass 2^63-1. A code that different entitlements count with different precision is summed by value.
/// </summary>
/// <param name="report">The report whose rows are summed.</param>
public sealed class TotalsByUnit(ReportDefinition report)
{
    private static readonly ImmutableArray<string> Movements = ["credited", "debited"];

    private readonly ImmutableArray<ReportColumn> amounts = [.. report.Columns.Where(column => column.Kind == ColumnKind.Amount)];
    private readonly bool moves = report == CustomerCredits.Definition;

    // Minor units; a sum of fewer than 2^64 rows cannot overflow.
    private readonly Dictionary<(string Code, int Precision), Int128[]> sums = [];

    private ImmutableArray<string> Names => moves ? Movements : [.. amounts.Select(column => column.Key)];

    /// <summary>Adds all rows of one batch.</summary>
    /// <exception cref="ArgumentException">They are rows of another report.</exception>
    public void Add(PackedRows rows)
    {
        if (rows.Report != report)
        {
            throw new ArgumentException($"Rows of {rows.Report} do not count towards {report}.", nameof(rows));
        }

        var units = rows.TextIds(report["unit"]);
        var batch = new Dictionary<(int Unit, int Precision), Int128[]>();
        for (var row = 0; row < rows.Count; row++)
        {
            var unit = (units[row], rows.Precisions[row]);
            if (!batch.TryGetValue(unit, out var of))
            {
                batch.Add(unit, of = SumsOf(Encoding.UTF8.GetString(rows.Texts[units[row]]), rows.Precisions[row]));
            }

            AddRow(rows, row, of);
        }
    }

    /// <summary>The sums so far: by unit code, then by name, as decimals with the decimals of the most precise row.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> ToDictionary()
    {
        var byCode = new SortedDictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var unit in sums.GroupBy(of => of.Key.Code, StringComparer.Ordinal))
        {
            var precision = unit.Max(of => of.Key.Precision);
            var named = new OrderedDictionary<string, string>(StringComparer.Ordinal);
            for (var at = 0; at < Names.Length; at++)
            {
                var sum = unit.Aggregate(BigInteger.Zero, (all, of) => all + ((BigInteger)of.Value[at] * BigInteger.Pow(10, precision - of.Key.Precision)));
                named.Add(Names[at], Decimal(sum, precision));
            }

            byCode.Add(unit.Key, named);
        }

        return byCode;
    }

    private void AddRow(PackedRows rows, int row, Int128[] of)
    {
        if (moves)
        {
            var amount = rows.Numbers(report.Columns[CustomerCredits.Amount])[row];
            of[amount < 0 ? 1 : 0] += Int128.Abs(amount);
            return;
        }

        for (var at = 0; at < amounts.Length; at++)
        {
            of[at] += rows.Numbers(amounts[at])[row];
        }
    }

    private Int128[] SumsOf(string code, int precision)
    {
        if (!sums.TryGetValue((code, precision), out var of))
        {
            sums.Add((code, precision), of = new Int128[Names.Length]);
        }

        return of;
    }

    // Amount.Format holds no more than 2^63-1, which sums may pass.
    private static string Decimal(BigInteger minor, int precision)
    {
        var digits = BigInteger.Abs(minor).ToString("D" + (precision + 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var sign = minor.Sign < 0 ? "-" : "";
        return precision == 0 ? sign + digits : $"{sign}{digits[..^precision]}.{digits[^precision..]}";
    }
}

using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>
/// Sums a report's amounts by unit: for <c>credit-balances</c> each amount column, for <c>customer-credits</c> what was credited and what was
/// debited. Sums are exact and may pass 2^63-1. A code that different entitlements count with different precision is summed by value.
/// </summary>
/// <param name="report">The report whose rows are summed.</param>
public sealed class TotalsByUnit(ReportDefinition report)
{
    private const int MaxCodeOnStack = 256;

    private static readonly ImmutableArray<string> Movements = ["credited", "debited"];

    private readonly ImmutableArray<ReportColumn> amounts = [.. report.Columns.Where(column => column.Kind == ColumnKind.Amount)];
    private readonly bool moves = report == CustomerCredits.Definition;
    private readonly int unit = report["unit"].Ordinal;

    // By code, then by precision. Minor units; a sum of fewer than 2^64 rows cannot overflow.
    private readonly Dictionary<string, Int128[]?[]> sums = new(StringComparer.Ordinal);

    private ImmutableArray<string> Names => moves ? Movements : [.. amounts.Select(column => column.Key)];

    /// <summary>Adds all rows of one batch.</summary>
    public void Add(RowBatch rows)
    {
        Span<long> cells = stackalloc long[Row.MaxColumns];
        for (var at = 0; at < rows.Count; at++)
        {
            var row = new Row(rows[at], report, cells);
            var of = SumsOf(row.Text(unit), row.Precision);
            if (moves)
            {
                AddMovement(of, row.Number(CustomerCredits.Amount));
                continue;
            }

            for (var amount = 0; amount < of.Length; amount++)
            {
                of[amount] += row.Number(amounts[amount].Ordinal);
            }
        }
    }

    /// <summary>The sums so far: by unit code, then by name, as decimals with the decimals of the most precise row.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> ToDictionary()
    {
        var byCode = new SortedDictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var (code, byPrecision) in sums)
        {
            var precision = Array.FindLastIndex(byPrecision, of => of is not null);
            var named = new OrderedDictionary<string, string>(StringComparer.Ordinal);
            for (var at = 0; at < Names.Length; at++)
            {
                var sum = BigInteger.Zero;
                for (var of = 0; of <= precision; of++)
                {
                    sum += MinorDecimal.Scale(byPrecision[of]?[at] ?? 0, of, precision);
                }

                named.Add(Names[at], MinorDecimal.Format(sum, precision));
            }

            byCode.Add(code, named);
        }

        return byCode;
    }

    private static void AddMovement(Int128[] of, long amount) => of[amount < 0 ? 1 : 0] += Int128.Abs(amount);

    private Int128[] SumsOf(ReadOnlySpan<byte> code, int precision)
    {
        Span<char> characters = code.Length <= MaxCodeOnStack ? stackalloc char[MaxCodeOnStack] : new char[code.Length];
        ReadOnlySpan<char> text = characters[..Encoding.UTF8.GetChars(code, characters)];
        var known = sums.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!known.TryGetValue(text, out var byPrecision))
        {
            sums.Add(text.ToString(), byPrecision = new Int128[]?[Unit.MaxPrecision + 1]);
        }

        return byPrecision[precision] ??= new Int128[Names.Length];
    }
}

using System.Collections.Immutable;
using System.Text;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>Finds the rows that a filter asks for.</summary>
internal static class RowFilter
{
    /// <summary>Puts the indexes of matching rows, ascending, at the front of <paramref name="matching"/> and returns how many there are.</summary>
    public static int Collect(PackedRows rows, ReportFilter filter, Span<int> matching)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            matching[row] = row;
        }

        var left = matching[..rows.Count];
        left = KeepTexts(rows, "customer_id", filter.Customers, left);
        left = KeepTexts(rows, "entitlement", filter.Entitlements, left);
        left = KeepTexts(rows, "unit", filter.Units, left);
        left = KeepTexts(rows, "type", filter.Types, left);
        left = filter.CurrenciesOnly ? KeepCurrencies(rows, left) : left;
        if (!filter.CustomerNumbers.IsEmpty)
        {
            var wanted = filter.CustomerNumbers.ToHashSet();
            left = KeepNumbers(rows, "customer_number", wanted.Contains, left);
        }

        if (filter.EntryNumberAbove is { } above)
        {
            left = KeepNumbers(rows, "entry_number", number => number > above, left);
        }

        if (filter.CreatedFrom is not null || filter.CreatedTo is not null)
        {
            var from = filter.CreatedFrom?.Microseconds ?? long.MinValue;
            var to = filter.CreatedTo?.Microseconds ?? long.MaxValue;
            left = KeepNumbers(rows, "created_at", at => from <= at && at <= to, left);
        }

        return left.Length;
    }

    private static Span<int> KeepTexts(PackedRows rows, string column, ImmutableArray<string> wanted, Span<int> candidates)
    {
        if (wanted.IsEmpty)
        {
            return candidates;
        }

        // These columns are interned: equal texts have equal ids, so no text is compared here.
        var ids = wanted.Select(text => rows.Texts.Find(Encoding.UTF8.GetBytes(text))).Where(id => id != TextArena.Absent).ToHashSet();
        var cells = rows.TextIds(rows.Report[column]);
        var kept = 0;
        foreach (var row in candidates)
        {
            if (ids.Contains(cells[row]))
            {
                candidates[kept++] = row;
            }
        }

        return candidates[..kept];
    }

    private static Span<int> KeepCurrencies(PackedRows rows, Span<int> candidates)
    {
        var units = rows.TextIds(rows.Report["unit"]);
        // Few units have many rows: each is looked up once.
        var known = new Dictionary<(int Unit, byte Precision), bool>();
        var kept = 0;
        foreach (var row in candidates)
        {
            var unit = (units[row], rows.Precisions[row]);
            if (!known.TryGetValue(unit, out var isCurrency))
            {
                known[unit] = isCurrency = new Unit(Encoding.UTF8.GetString(rows.Texts[unit.Item1]), unit.Item2).IsCurrency;
            }

            if (isCurrency)
            {
                candidates[kept++] = row;
            }
        }

        return candidates[..kept];
    }

    private static Span<int> KeepNumbers(PackedRows rows, string column, Func<long, bool> keep, Span<int> candidates)
    {
        var cells = rows.Numbers(rows.Report[column]);
        var kept = 0;
        foreach (var row in candidates)
        {
            if (keep(cells[row]))
            {
                candidates[kept++] = row;
            }
        }

        return candidates[..kept];
    }
}

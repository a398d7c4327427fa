using System.Collections.Immutable;
using System.Text;

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

using System.Collections.Immutable;

namespace CreditFunctions.Reports;

/// <summary>
/// The order of rows under a sort: the asked keys, then the natural key, then the order of appending, so that no two rows are equal.
/// Texts compare by their UTF-8 bytes, an absent text as an empty one; amounts by value, whatever their units' precisions.
/// </summary>
internal sealed class RowComparer : IComparer<int>
{
    private static readonly ImmutableArray<Int128> PowersOfTen = [.. Powers()];

    private readonly PackedRows rows;
    private readonly SortKey[] keys;

    public RowComparer(PackedRows rows, ImmutableArray<SortKey> sort)
    {
        this.rows = rows;
        var natural = rows.Report.NaturalKey.Where(column => sort.All(key => key.Column != column)).Select(column => new SortKey(column, false));
        keys = [.. sort, .. natural];
    }

    public int Compare(int x, int y)
    {
        foreach (var key in keys)
        {
            var order = key.Column.Kind switch
            {
                ColumnKind.Text => CompareTexts(rows.TextIds(key.Column), x, y),
                ColumnKind.Amount => CompareAmounts(rows.Numbers(key.Column), x, y),
                _ => rows.Numbers(key.Column)[x].CompareTo(rows.Numbers(key.Column)[y]),
            };
            if (order != 0)
            {
                return (order < 0) ^ key.Descending ? -1 : 1;
            }
        }

        return x.CompareTo(y);
    }

    private int CompareTexts(ReadOnlySpan<int> ids, int x, int y) =>
        ids[x] == ids[y] ? 0 : rows.Texts[ids[x]].SequenceCompareTo(rows.Texts[ids[y]]);

    private int CompareAmounts(ReadOnlySpan<long> minor, int x, int y)
    {
        int precisionX = rows.Precisions[x];
        int precisionY = rows.Precisions[y];
        if (precisionX == precisionY)
        {
            return minor[x].CompareTo(minor[y]);
        }

        // 2^63 times 10^10 is far below 2^127: no overflow.
        return (minor[x] * PowersOfTen[Math.Max(0, precisionY - precisionX)])
            .CompareTo(minor[y] * PowersOfTen[Math.Max(0, precisionX - precisionY)]);
    }

    private static IEnumerable<Int128> Powers()
    {
        var power = Int128.One;
        for (var exponent = 0; exponent <= Ledger.Unit.MaxPrecision; exponent++, power *= 10)
        {
            yield return power;
        }
    }
}

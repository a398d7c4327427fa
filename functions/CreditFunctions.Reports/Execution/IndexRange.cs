using System.Collections.Immutable;

namespace CreditFunctions.Reports;

/// <summary>A range of an index's keys: from one, up to another that is no longer in it. Null is no bound.</summary>
internal readonly record struct IndexRange(byte[]? From, byte[]? To)
{
    /// <summary>The most ranges that are looked up: each takes some tens of reads to find.</summary>
    private const int MaxRanges = 16;

    private static readonly Comparer<byte[]> ByBytes = Comparer<byte[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b));

    /// <summary>The ranges of an index that hold all rows that meet the conditions on its column, and no others; ascending. Null: they bound nothing, or are too many.</summary>
    public static ImmutableArray<IndexRange>? Of(RowConditions conditions, ReportColumn column, RowOrder order) => column.Kind == ColumnKind.Text
        ? OfTexts(conditions, column, order)
        : OfNumbers(conditions, column, order);

    private static ImmutableArray<IndexRange>? OfTexts(RowConditions conditions, ReportColumn column, RowOrder order)
    {
        foreach (var (conditioned, wanted) in conditions.Texts)
        {
            if (conditioned == column && wanted.Texts.Count <= MaxRanges)
            {
                return [.. wanted.Texts.Select(text => order.PrefixOf(text)).Select(static key => new IndexRange(key, After(key))).OrderBy(static range => range.From!, ByBytes)];
            }
        }

        return null;
    }

    private static ImmutableArray<IndexRange>? OfNumbers(RowConditions conditions, ReportColumn column, RowOrder order)
    {
        // What a cell can be.
        var (first, last) = column.Kind == ColumnKind.Amount ? (Int128.MinValue, Int128.MaxValue) : (long.MinValue, long.MaxValue);
        var (least, most) = (first, last);
        foreach (var range in conditions.Ranges.Where(range => range.Column == column))
        {
            (least, most) = (Int128.Max(least, range.Least), Int128.Min(most, range.Most));
        }

        foreach (var (_, wanted) in conditions.Numbers.Where(number => number.Column == column))
        {
            return wanted.Count > MaxRanges ? null : [.. wanted.Where(number => least <= number && number <= most).Order().Select(number => Between(number, number))];
        }

        return (least, most) == (first, last) ? null : least > most ? [] : [Between(least, most)];

        IndexRange Between(Int128 from, Int128 to) => new(from == first ? null : KeyOf(from), to == last ? null : After(KeyOf(to)));

        byte[] KeyOf(Int128 value) => column.Kind == ColumnKind.Amount ? order.PrefixOfAmount(value) : order.PrefixOf((long)value, 0);
    }

    /// <summary>The least key above all that begin with <paramref name="prefix"/>; null: there is none.</summary>
    private static byte[]? After(byte[] prefix)
    {
        var last = prefix.AsSpan().LastIndexOfAnyExcept(byte.MaxValue);
        if (last < 0)
        {
            return null;
        }

        var after = prefix[..(last + 1)];
        after[last]++;
        return after;
    }
}

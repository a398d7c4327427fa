using System.Numerics;
using System.Text;

namespace CreditFunctions.Reports.Tests;

/// <summary>Sorts and pages against a model that knows nothing of packing: LINQ over typed rows, amounts as big integers of 10^-10.</summary>
public sealed class SortTests
{
    private static readonly Comparer<string?> ByUtf8 =
        Comparer<string?>.Create((a, b) => Encoding.UTF8.GetBytes(a ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b ?? "")));

    public static TheoryData<string> BalanceSorts =>
    [
        .. CreditBalances.Definition.Columns.SelectMany(column => new[] { column.Key, "-" + column.Key }),
        "unit,-available", "-customer_name,overage,-created_at", "overage,-granted,customer_email", "-entitlement,-unit,-customer_id",
    ];

    public static TheoryData<string> CreditSorts =>
    [
        .. CustomerCredits.Definition.Columns.SelectMany(column => new[] { column.Key, "-" + column.Key }),
        "type,-amount", "-memo,balance",
    ];

    [Theory]
    [MemberData(nameof(BalanceSorts))]
    public void Run_SortedBalances_ComesAsTheModelHasIt(string sort)
    {
        var rows = SampleRows.RandomBalances(seed: 11, count: 700);
        var expected = Ordered(rows, CreditBalances.Definition, sort, Cell, ["customer_id", "entitlement", "unit"]);
        Assert.Equal(expected, Indexes(SampleRows.Packed(rows), sort, offset: 0, limit: 10_000));
    }

    [Theory]
    [MemberData(nameof(CreditSorts))]
    public void Run_SortedCredits_ComesAsTheModelHasIt(string sort)
    {
        var rows = SampleRows.RandomCredits(seed: 12, count: 700);
        var expected = Ordered(rows, CustomerCredits.Definition, sort, Cell, ["customer_id", "entitlement", "unit", "entry_id"]);
        Assert.Equal(expected, Indexes(SampleRows.Packed(rows), sort, offset: 0, limit: 10_000));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 7)]
    [InlineData(1, 100)]
    [InlineData(1499, 3)]
    [InlineData(2990, 10)]
    [InlineData(2999, 1)]
    [InlineData(2999, 10_000)]
    [InlineData(3000, 10)]
    [InlineData(int.MaxValue, 10_000)]
    [InlineData(0, 0)]
    public void Run_AnyPage_IsThatSliceOfTheFullSort(int offset, int limit)
    {
        var packed = SampleRows.Packed(SampleRows.RandomBalances(seed: 13, count: 3000));
        var all = Indexes(packed, "-available,customer_name", 0, 10_000);
        Assert.Equal(all.Skip(offset).Take(limit), Indexes(packed, "-available,customer_name", offset, limit));
    }

    [Fact]
    public void Run_EveryPageOfAnUnevenSize_TogetherHoldsEachRowOnce()
    {
        var packed = SampleRows.Packed(SampleRows.RandomCredits(seed: 14, count: 1000));
        var pages = Enumerable.Range(0, 30).SelectMany(page => Indexes(packed, "type", page * 37, 37));
        Assert.Equal(Enumerable.Range(0, 1000), pages.Order());
    }

    [Fact]
    public void Run_SortedInput_PagesLikeAnyOther()
    {
        var rows = SampleRows.RandomBalances(seed: 15, count: 2000).OrderBy(row => row.CustomerId, ByUtf8).ThenBy(row => row.Entitlement, ByUtf8).ToArray();
        var packed = SampleRows.Packed(rows);
        Assert.Equal(Enumerable.Range(1000, 10), Indexes(packed, "customer_id", 1000, 10));
        Assert.Equal(1999, Indexes(packed, "-customer_id,-entitlement", 0, 1)[0]);
    }

    [Fact]
    public void Run_AmountsOfDifferentPrecision_CompareByValue()
    {
        var packed = SampleRows.Packed(
            SampleRows.Balance("a", unit: SampleRows.Usd, available: 150),
            SampleRows.Balance("b", unit: SampleRows.Yen, available: 2),
            SampleRows.Balance("c", unit: SampleRows.Dinar, available: 1499),
            SampleRows.Balance("d", unit: SampleRows.Hours, available: 15_000_000_000));
        Assert.Equal([2, 0, 3, 1], Indexes(packed, "available", 0, 10));
    }

    [Fact]
    public void Run_EqualRows_KeepTheOrderOfAppending()
    {
        var packed = SampleRows.Packed(SampleRows.Balance(), SampleRows.Balance(), SampleRows.Balance());
        Assert.Equal([0, 1, 2], Indexes(packed, "-available", 0, 10));
    }

    [Fact]
    public void Run_NoRows_IsAnEmptyPage()
    {
        var page = ReportExecution.Run(new PackedRows(CreditBalances.Definition), new ReportQuery(CreditBalances.Definition));
        Assert.Equal(0, page.Total);
        Assert.Empty(page.Rows);
    }

    [Fact]
    public void Run_RowsOfAnotherReport_Throws() =>
        Assert.Throws<ArgumentException>(() => ReportExecution.Run(new PackedRows(CreditBalances.Definition), new ReportQuery(CustomerCredits.Definition)));

    private static int[] Indexes(PackedRows packed, string sort, int offset, int limit)
    {
        var page = ReportExecution.Run(packed, QueryText.Parse(packed.Report, "sort=" + sort) with { Offset = offset, Limit = limit });
        Assert.Equal(packed.Count, page.Total);
        return [.. page.Rows];
    }

    private static IEnumerable<int> Ordered<TRow>(TRow[] rows, ReportDefinition report, string sort, Func<TRow, string, object?> cell, string[] naturalKey)
    {
        var ordered = Enumerable.Range(0, rows.Length).OrderBy(_ => 0);
        foreach (var key in sort.Split(',').Concat(naturalKey))
        {
            var column = report[key.TrimStart('-')];
            ordered = (column.Kind, key[0] == '-') switch
            {
                (ColumnKind.Text, false) => ordered.ThenBy(row => (string?)cell(rows[row], column.Key), ByUtf8),
                (ColumnKind.Text, true) => ordered.ThenByDescending(row => (string?)cell(rows[row], column.Key), ByUtf8),
                (_, false) => ordered.ThenBy(row => (BigInteger)cell(rows[row], column.Key)!),
                (_, true) => ordered.ThenByDescending(row => (BigInteger)cell(rows[row], column.Key)!),
            };
        }

        return ordered;
    }

    private static BigInteger Value(long minor, int precision) => minor * BigInteger.Pow(10, 10 - precision);

    private static object? Cell(CreditBalanceRow row, string column) => column switch
    {
        "customer_id" => row.CustomerId,
        "customer_number" => (BigInteger)row.CustomerNumber,
        "customer_name" => row.CustomerName,
        "customer_email" => row.CustomerEmail,
        "entitlement" => row.Entitlement,
        "unit" => row.Unit.Code,
        "granted" => Value(row.Totals.Granted, row.Unit.Precision),
        "pending" => Value(row.Totals.Pending, row.Unit.Precision),
        "available" => Value(row.Totals.Available, row.Unit.Precision),
        "reserved" => Value(row.Totals.Reserved, row.Unit.Precision),
        "applied" => Value(row.Totals.Applied, row.Unit.Precision),
        "expired" => Value(row.Totals.Expired, row.Unit.Precision),
        "voided" => Value(row.Totals.Voided, row.Unit.Precision),
        "overage" => Value(row.Overage, row.Unit.Precision),
        "created_at" => (BigInteger)row.CreatedAt.Microseconds,
        "updated_at" => (BigInteger)row.UpdatedAt.Microseconds,
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, null),
    };

    private static object? Cell(CustomerCreditRow row, string column) => column switch
    {
        "customer_id" => row.CustomerId,
        "customer_number" => (BigInteger)row.CustomerNumber,
        "customer_name" => row.CustomerName,
        "customer_email" => row.CustomerEmail,
        "created_at" => (BigInteger)row.CreatedAt.Microseconds,
        "posted_at" => (BigInteger)row.PostedAt.Microseconds,
        "type" => row.Type,
        "amount" => Value(row.Amount, row.Unit.Precision),
        "balance" => Value(row.Balance, row.Unit.Precision),
        "entitlement" => row.Entitlement,
        "unit" => row.Unit.Code,
        "memo" => row.Memo,
        "entry_id" => row.EntryId,
        "entry_number" => (BigInteger)row.EntryNumber,
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, null),
    };
}

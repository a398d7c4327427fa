using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports.Tests.Sorting;

/// <summary>Comparing keys is comparing rows by value.</summary>
public sealed class RowOrderTests
{
    private static readonly long[] Edges = [0, 1, -1, 9, 10, 99, 100, 255, 256, -256, 1_000_000, long.MaxValue, long.MaxValue - 1, long.MinValue, long.MinValue + 1, 4_294_967_296];
    private static readonly string?[] Texts = [null, "", "\0", "\0\0", "\0a", "a", "a\0", "a\0b", "aa", "b", "é", "王", "🎈", "\u0001", "\u00ff", "zzzzzzzzzzzzzzzz", "zzzzzzzzz"];

    [Theory]
    [InlineData("available")]
    [InlineData("-available")]
    [InlineData("customer_name")]
    [InlineData("-customer_name")]
    [InlineData("customer_number,-updated_at")]
    [InlineData("-unit,available")]
    [InlineData("-customer_id")]
    [InlineData("overage,-created_at,customer_email")]
    public void Keys_OfRandomAccounts_CompareAsTheirValues(string sort)
    {
        var order = Order(CreditBalances.Definition, sort);
        var rows = SampleRows.RandomBalances(seed: 3, count: 300).Select(Encoded.Of).ToArray();
        AssertSameOrder(order, rows);
    }

    [Theory]
    [InlineData("amount")]
    [InlineData("-amount")]
    [InlineData("entry_number")]
    [InlineData("-entry_number")]
    public void Keys_OfEdgesOfNumbersInAllPrecisions_CompareAsTheirValues(string sort)
    {
        var rows = from number in Edges
                   from precision in Enumerable.Range(0, Unit.MaxPrecision + 1)
                   select Encoded.Of(SampleRows.Credit(amount: number, number: number) with { Unit = new("U" + precision, precision) });
        AssertSameOrder(Order(CustomerCredits.Definition, sort), [.. rows]);
    }

    [Theory]
    [InlineData("memo")]
    [InlineData("-memo")]
    [InlineData("memo,-customer_id")]
    public void Keys_OfTextsWithNulBytes_CompareAsTheirValues(string sort)
    {
        var rows = from memo in Texts
                   from customer in (string[])["a", "b"]
                   select Encoded.Of(SampleRows.Credit(customer, memo: memo));
        AssertSameOrder(Order(CustomerCredits.Definition, sort), [.. rows]);
    }

    [Fact]
    public void Key_OfAbsentText_IsThatOfAnEmptyOne()
    {
        var order = Order(CreditBalances.Definition, "customer_name");
        Assert.Equal(Encoded.Of(SampleRows.Balance(name: null)).Key(order), Encoded.Of(SampleRows.Balance(name: "")).Key(order));
    }

    [Fact]
    public void Keys_AmongRandomRows_NoneIsTheBeginningOfAnother()
    {
        var order = Order(CustomerCredits.Definition, "memo,-amount");
        var keys = SampleRows.RandomCredits(seed: 4, count: 300).Select(row => Encoded.Of(row).Key(order)).ToArray();
        for (var i = 0; i < keys.Length; i++)
        {
            Assert.DoesNotContain(keys.Where((_, j) => j != i), key => key.AsSpan().StartsWith(keys[i]));
        }
    }

    [Fact]
    public void Keys_AscendingAndDescending_AreExactReverses()
    {
        var rows = SampleRows.RandomBalances(seed: 5, count: 400).Select(Encoded.Of).ToArray();
        var up = rows.OrderBy(row => row.Key(Order(CreditBalances.Definition, "available")), Encoded.ByBytes);
        var down = rows.OrderBy(row => row.Key(Order(CreditBalances.Definition, "-available")), Encoded.ByBytes);
        Assert.Equal(up.Reverse(), down);
    }

    [Fact]
    public void Keys_LeaveOutNaturalColumnsThatWereAskedFor()
    {
        var order = Order(CreditBalances.Definition, "unit,-available");
        Assert.Equal(["unit", "-available", "-customer_id", "-entitlement"], order.Keys.Select(key => (key.Descending ? "-" : "") + key.Column.Key));
    }

    [Theory]
    [InlineData("amount")]
    [InlineData("-amount")]
    public void PrefixOf_Amount_BeginsTheKeysOfThatValueInAnyPrecision(string sort)
    {
        var order = Order(CustomerCredits.Definition, sort);
        var key = Encoded.Of(SampleRows.Credit(amount: -150) with { Unit = new("USD", 2) }).Key(order);
        Assert.True(key.AsSpan().StartsWith(order.PrefixOf(-1500, 3)));
        Assert.False(key.AsSpan().StartsWith(order.PrefixOf(-1501, 3)));
    }

    [Theory]
    [InlineData("memo")]
    [InlineData("-memo")]
    public void PrefixOf_Text_BeginsTheKeysOfThatTextAlone(string sort)
    {
        var order = Order(CustomerCredits.Definition, sort);
        Assert.True(Encoded.Of(SampleRows.Credit(memo: "a\0b")).Key(order).AsSpan().StartsWith(order.PrefixOf("a\0b"u8)));
        Assert.False(Encoded.Of(SampleRows.Credit(memo: "a\0bc")).Key(order).AsSpan().StartsWith(order.PrefixOf("a\0b"u8)));
    }

    [Fact]
    public void PrefixOf_Instant_BeginsTheKeysOfThatInstant()
    {
        var order = Order(CustomerCredits.Definition, "-created_at");
        Assert.True(Encoded.Of(SampleRows.Credit()).Key(order).AsSpan().StartsWith(order.PrefixOf(SampleRows.Noon.Microseconds, 0)));
    }

    private static RowOrder Order(ReportDefinition report, string sort) => Encoded.Order(report, sort);

    private static void AssertSameOrder(RowOrder order, Encoded[] rows)
    {
        var keys = Array.ConvertAll(rows, row => row.Key(order));
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < rows.Length; j++)
            {
                Assert.Equal(Compare(order.Keys, rows[i], rows[j]), Math.Sign(keys[i].AsSpan().SequenceCompareTo(keys[j])));
            }
        }
    }

    private static int Compare(ImmutableArray<SortKey> keys, Encoded x, Encoded y)
    {
        foreach (var (column, descending) in keys)
        {
            var compared = column.Kind switch
            {
                ColumnKind.Text => Encoding.UTF8.GetBytes((string?)x[column] ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes((string?)y[column] ?? "")),
                ColumnKind.Amount => Scaled(x, column).CompareTo(Scaled(y, column)),
                _ => ((long)x[column]!).CompareTo((long)y[column]!),
            };
            if (compared != 0)
            {
                return Math.Sign(descending ? -compared : compared);
            }
        }

        return 0;
    }

    private static BigInteger Scaled(Encoded row, ReportColumn column) => (long)row[column]! * BigInteger.Pow(10, Unit.MaxPrecision - row.Precision);
}

namespace CreditFunctions.Ledger.Tests;

public sealed class DrawTests
{
    // Each row: a pair in which one key decides and every later key says the opposite.
    public static TheoryData<string, Grant, Grant> StandardOrder => new()
    {
        {
            "priority",
            Build.Grant(9, available: 1, priority: 1, effective: 9, created: 9),
            Build.Grant(1, available: 1, priority: 2, expires: 50, category: GrantCategory.Promotional)
        },
        {
            "soonest expiry",
            Build.Grant(9, available: 1, expires: 50, effective: 9, created: 9),
            Build.Grant(1, available: 1, expires: 51, category: GrantCategory.Promotional)
        },
        {
            "never expires last",
            Build.Grant(9, available: 1, expires: 50, effective: 9, created: 9),
            Build.Grant(1, available: 1, category: GrantCategory.Promotional)
        },
        {
            "promotional before paid",
            Build.Grant(9, available: 1, category: GrantCategory.Promotional, effective: 9, created: 9),
            Build.Grant(1, available: 1)
        },
        { "effective_at", Build.Grant(9, available: 1, effective: 1, created: 9), Build.Grant(1, available: 1, effective: 2) },
        { "created_at", Build.Grant(9, available: 1, created: 1), Build.Grant(1, available: 1, created: 2) },
        { "id", Build.Grant(1, available: 1), Build.Grant(2, available: 1) },
    };

    public static TheoryData<string, Grant, Grant> FifoOrder => new()
    {
        {
            "created_at",
            Build.Grant(9, available: 1, priority: 100, effective: 9, created: 1),
            Build.Grant(1, available: 1, priority: 0, expires: 50, category: GrantCategory.Promotional, created: 2)
        },
        {
            "id",
            Build.Grant(1, available: 1, priority: 100, effective: 9),
            Build.Grant(2, available: 1, priority: 0, expires: 50, category: GrantCategory.Promotional)
        },
    };

    [Theory]
    [MemberData(nameof(StandardOrder))]
    public void Comparer_Standard_EachKeyDecidesInTurn(string key, Grant first, Grant second) => AssertOrder(DrawOrder.Standard, key, first, second);

    [Theory]
    [MemberData(nameof(FifoOrder))]
    public void Comparer_Fifo_EachKeyDecidesInTurn(string key, Grant first, Grant second) => AssertOrder(DrawOrder.Fifo, key, first, second);

    [Fact]
    public void Comparer_ExpiryAtTheLastInstant_IsBeforeNever()
    {
        var last = Build.Grant(2, available: 1);
        last = last with { Terms = last.Terms with { ExpiresAt = Instant.Max } };

        AssertOrder(DrawOrder.Standard, "never", last, Build.Grant(1, available: 1));
    }

    [Fact]
    public void Comparer_UnknownOrder_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => Draw.Comparer((DrawOrder)2));

    [Fact]
    public void Available_MoreThanOneGrantHas_TakesEachWholeAndTheLastInPart() =>
        Assert.Equal(
            [new(2, Bucket.Available, Bucket.Applied, 5), new(1, Bucket.Available, Bucket.Applied, 2)],
            Draw.Available([Build.Grant(1, available: 4, priority: 2), Build.Grant(2, available: 5, priority: 1)], null, 7, Bucket.Applied, DrawOrder.Standard));

    [Fact]
    public void Available_GrantsWithNothingAvailable_AreLeftOut() =>
        Assert.Equal(
            [new(3, Bucket.Available, Bucket.Reserved, 1)],
            Draw.Available(
                [Build.Grant(1, pending: 4), Build.Grant(2, reserved: 4), Build.Grant(3, available: 1)], null, 1, Bucket.Reserved, DrawOrder.Fifo));

    [Fact]
    public void Available_AllThereIs_IsDrawn() =>
        Assert.Equal(9, Draw.Available([Build.Grant(1, available: 4), Build.Grant(2, available: 5)], null, 9, Bucket.Applied, DrawOrder.Fifo).Sum(move => move.Amount));

    [Fact]
    public void Available_MoreThanThereIs_Throws() => Assert.Equal(
        "1 more was to be drawn than there is.",
        Assert.Throws<InvalidOperationException>(() => Draw.Available([Build.Grant(1, available: 4)], null, 5, Bucket.Applied, DrawOrder.Fifo)).Message);

    private static void AssertOrder(DrawOrder order, string key, Grant first, Grant second)
    {
        var comparer = Draw.Comparer(order);
        Assert.True(comparer.Compare(first, second) < 0 && comparer.Compare(second, first) > 0, $"{key} does not decide.");
    }
}

namespace CreditFunctions.Ledger.Tests;

public sealed class ShardTests
{
    [Theory]
    [InlineData("c-1", 256, 166)]
    [InlineData("c-2", 256, 98)]
    [InlineData("customer:42", 256, 103)]
    [InlineData("customer:42", 16, 7)]
    [InlineData("customer:42", 1, 0)]
    public void Of_Customer_IsFixedForEver(string customer, int count, int shard) => Assert.Equal(shard, Shard.Of(customer, count));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(256)]
    public void Of_ManyCustomers_UsesEveryShardAndNoOther(int count) =>
        Assert.Equal(
            Enumerable.Range(0, count),
            Enumerable.Range(0, 5_000).Select(customer => Shard.Of($"c-{customer}", count)).Distinct().Order());

    [Fact]
    public void IsValidCount_EveryCount_OnlyPowersOfTwoUpTo256() =>
        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 256], Enumerable.Range(-300, 1_400).Append(int.MinValue).Where(Shard.IsValidCount));
}

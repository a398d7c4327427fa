namespace CreditFunctions.Ledger.Tests;

public sealed class AccountTests
{
    [Fact]
    public void Empty_Account_BeginsItsChainWithItsOwnName() =>
        Assert.Equal((EntryHash.Genesis(Build.Key, Build.Euro), 0L, default(Totals)), (Build.Empty.Head, Build.Empty.Seq, Build.Empty.Totals));

    [Fact]
    public void Grant_Active_IsThatGrant() =>
        Assert.Equal(7, Build.AccountOf(0, [Build.Grant(1, available: 5), Build.Grant(2, available: 7)]).Grant(2)?.Totals.Available);

    [Fact]
    public void Grant_NotActive_IsNone() => Assert.Null(Build.Empty.Grant(1));

    [Theory]
    [InlineData(1, 0, 0, true)]
    [InlineData(0, 1, 0, true)]
    [InlineData(0, 0, 1, true)]
    [InlineData(0, 0, 0, false)]
    public void IsActive_Grant_WhileAnyOfItIsOutstanding(long pending, long available, long reserved, bool active) =>
        Assert.Equal(active, Build.Grant(1, pending, available, reserved, applied: 9).IsActive);
}

namespace CreditFunctions.Ledger.Tests;

public sealed class AccountKeyTests
{
    [Theory]
    [InlineData("c-1", "default", "EUR", 0xA616E5C6223F9F00UL)]
    [InlineData("c-1", "default", "USD", 0xDEABA7DA043631E8UL)]
    [InlineData("c:2", "minutes", "minutes", 0x770EE47DD7D2D22DUL)]
    public void Hash_Key_IsFixedForEver(string customer, string entitlement, string unit, ulong hash) =>
        Assert.Equal(hash, new AccountKey("acme", customer, entitlement, unit).Hash);

    [Fact]
    public void Hash_OtherBusiness_IsTheSame() =>
        Assert.Equal(Build.Key.Hash, (Build.Key with { Business = "other" }).Hash);
}

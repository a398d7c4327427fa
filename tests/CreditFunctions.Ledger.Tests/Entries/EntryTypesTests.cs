namespace CreditFunctions.Ledger.Tests;

public sealed class EntryTypesTests
{
    // Part of the data format: a name, once used, keeps its meaning.
    [Fact]
    public void All_Types_HaveTheseNames() =>
        Assert.Equal(
            ["grant", "activate", "apply", "reserve", "capture", "release", "lapse", "void", "expire", "reverse", "amend", "settle_overage"],
            Enum.GetValues<EntryType>().Select(type => type.Name()));

    [Fact]
    public void Name_SettleOverage_IsSnakeCase() => Assert.Equal("settle_overage", EntryType.SettleOverage.Name());
}

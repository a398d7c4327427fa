namespace CreditFunctions.Ledger.Tests;

/// <summary>The names are in tables and in entries: part of the data format.</summary>
public sealed class SnakeCaseTests
{
    [Fact]
    public void Names_OfDrawOrders_AreThese() => Assert.Equal("standard, fifo", SnakeCase.Allowed<DrawOrder>());

    [Fact]
    public void Names_OfBuckets_AreThese() => Assert.Equal("pending, available, reserved, applied, expired, voided", SnakeCase.Allowed<Bucket>());

    [Fact]
    public void Names_OfCategories_AreThese() => Assert.Equal("paid, promotional", SnakeCase.Allowed<GrantCategory>());

    [Fact]
    public void Parse_NameOfEachValue_IsTheValue() =>
        Assert.All(Enum.GetValues<EntryType>(), type => Assert.Equal(type, SnakeCase.Parse<EntryType>(SnakeCase.Name(type))));

    [Fact]
    public void Parse_AnotherName_Throws() => Assert.Equal(
        "'Standard' is none of standard, fifo.", Assert.Throws<FormatException>(() => SnakeCase.Parse<DrawOrder>("Standard")).Message);

    [Fact]
    public void TryParse_AnotherName_IsFalse() => Assert.False(SnakeCase.TryParse<Bucket>("Pending", out _));

    [Fact]
    public void TryParse_FirstValueThatIsNotZero_IsThatValue()
    {
        Assert.True(SnakeCase.TryParse<FromOne>("one", out var value));
        Assert.Equal(FromOne.One, value);
    }

    private enum FromOne
    {
        One = 1,
    }
}

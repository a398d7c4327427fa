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
    public void Parse_AnotherName_Throws() => Assert.Throws<FormatException>(() => SnakeCase.Parse<DrawOrder>("Standard"));
}

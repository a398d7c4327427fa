namespace CreditFunctions.Ledger.Tests;

public sealed class IdTests
{
    private const string Allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-";

    [Fact]
    public void IsValid_EveryCharacterThereIs_OnlyTheAllowedOnes() =>
        Assert.Equal(
            Allowed.Order(),
            Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code).Where(character => Id.IsValid([character])));

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void IsValid_Length_IsFrom1To64(int length, bool valid) => Assert.Equal(valid, Id.IsValid(new string('x', length)));

    [Theory]
    [InlineData("a!")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a\0")]
    [InlineData("é")]
    public void IsValid_OneBadCharacter_IsFalse(string text) => Assert.False(Id.IsValid(text));

    // Row keys rely on it: a separator that sorts first keeps the rows of a kind in customer order.
    [Fact]
    public void Allowed_EveryCharacter_SortsAfterTheSeparator() => Assert.All(Allowed, character => Assert.True(character > '!'));
}

namespace CreditFunctions.Ledger.Tests.Issues;

/// <summary>.NET's number parsers pass over trailing NULs, so that <c>.1\0</c> was read as one hundredth of a second.</summary>
public sealed class InstantWithNulTests
{
    [Theory]
    [InlineData("2026-01-01T00:00:00.1\0Z")]
    [InlineData("2026-01-01T00:00:00.\0Z")]
    [InlineData("2026-01-01T00:00:00+1\0:00")]
    [InlineData("2026-01-01T00:00:00+01:1\0")]
    [InlineData("2026-01-01T00:00:0\0Z")]
    public void TryParse_NulAmongTheDigits_IsRefused(string text) => Assert.False(Instant.TryParse(text, out _));
}

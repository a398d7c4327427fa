namespace CreditFunctions.Reports.Tests;

public sealed class CatalogueTests
{
    [Fact]
    public void CreditBalances_Columns_AreTheSixteenInOrder() =>
        Assert.Equal(
            "customer_id customer_number customer_name customer_email entitlement unit granted pending available reserved applied expired voided overage created_at updated_at",
            string.Join(' ', CreditBalances.Definition.Columns.Select(column => column.Key)));

    [Fact]
    public void CustomerCredits_Columns_AreTheFourteenInOrder() =>
        Assert.Equal(
            "customer_id customer_number customer_name customer_email created_at posted_at type amount balance entitlement unit memo entry_id entry_number",
            string.Join(' ', CustomerCredits.Definition.Columns.Select(column => column.Key)));

    [Theory]
    [InlineData("credit-balances", "customer_id")]
    [InlineData("customer-credits", "-created_at")]
    public void Report_DefaultSort_IsItsOwn(string key, string sort)
    {
        Assert.True(ReportCatalogue.TryGet(key, out var report));
        Assert.Equal(sort, Assert.Single(report.DefaultSort).ToString());
    }

    [Fact]
    public void Column_Ordinal_IsItsPlace() =>
        Assert.All(ReportCatalogue.All, report => Assert.Equal(Enumerable.Range(0, report.Columns.Length), report.Columns.Select(column => column.Ordinal)));

    [Fact]
    public void Column_Texts_AreForPeople() =>
        Assert.All(ReportCatalogue.All.SelectMany(report => report.Columns), column =>
        {
            Assert.Matches("^[A-Z][A-Za-z]*( [A-Z][A-Za-z]*)*$", column.Label);
            Assert.EndsWith(".", column.Description, StringComparison.Ordinal);
            Assert.DoesNotContain("\n", column.Description, StringComparison.Ordinal);
        });

    [Fact]
    public void TryGet_UnknownKey_FindsNothing() => Assert.False(ReportCatalogue.TryGet("credit_balances", out _));
}

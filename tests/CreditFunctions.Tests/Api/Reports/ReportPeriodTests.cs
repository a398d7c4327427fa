using CreditFunctions.Ledger;
using CreditFunctions.Storage.Snapshots;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Reports;

public sealed class ReportPeriodTests
{
    [Theory]
    [InlineData(13, "2025-10-21T00:00:00Z")]
    [InlineData(1200, "1970-01-01T00:00:00Z")]
    public void Since_Months_AreCountedBackToTheBeginningOfTime(int months, string since)
    {
        _ = Instant.TryParse("2026-11-21T00:00:00Z", out var asOf);

        Assert.Equal(since, ReportPeriod.Since(asOf, months).ToString());
    }

    [Fact]
    public async Task Data_LongestPeriod_HasTheRows()
    {
        await using var app = await CreditApplication.StartAsync(null, ("ReportPeriodMonths", "1200"));
        await app.GrantAsync("c1", "10.00");

        Assert.Single(await app.DataAsync("customer-credits"));
    }
}

using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Tests.Application;
using Microsoft.Extensions.DependencyInjection;

namespace CreditFunctions.Tests.Api.Reports;

/// <summary>A business with more rows than are computed for an answer.</summary>
public sealed class LargeReportTests
{
    private const string Data = "/api/reports/customer-credits/data?limit=1";
    private const int Rows = 10_020;

    [Fact]
    public async Task Data_AboveTheLiveLimit_WaitsForASnapshotAndThenAnswersFromIt()
    {
        await using var app = await CreditApplication.StartAsync();
        await FillAsync(app);

        var pending = await app.GetAsync(Data);
        Assert.Equal("503 snapshot_pending -", pending.Problem);
        Assert.Equal("15", pending.Header("Retry-After"));
        app.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(503, (await app.GetAsync(Data)).Status);
        await app.EndedAsync("/api/reports/customer-credits/snapshots/20261121T120000Z");
        await app.GrantAsync("c0", "1.00");

        var answer = await app.GetAsync(Data + "&sort=posted_at&offset=10000");

        Assert.Equal((200, "snapshot 20261121T120000Z", "2026-11-21T12:00:00Z"), (answer.Status, answer.Header("X-Report-Source"), answer.Header("X-Report-As-Of")));
        Assert.Equal((Rows.ToString(System.Globalization.CultureInfo.InvariantCulture), "snapshot", "20261121T120000Z"), (answer.At("total"), answer.At("source"), answer.At("snapshot")));
        Assert.Single((await app.GetAsync("/api/reports/customer-credits/snapshots")).Json.GetProperty("snapshots").EnumerateArray());
        Assert.Equal("live", (await app.GetAsync("/api/reports/credit-balances/data?limit=1")).Header("X-Report-Source"));
    }

    /// <summary>Entries by the thousand, past the API: it is the report that is looked at.</summary>
    private static async Task FillAsync(CreditApplication app)
    {
        var committer = app.Services.GetRequiredService<Committer>();
        var commands = Enumerable.Range(0, 30).Select(i => i % 2 == 0 ? (Command)new GrantCommand(100) : new ApplyCommand(100)).ToList();
        foreach (var customer in Enumerable.Range(0, 2))
        {
            await app.AddCustomerAsync($"c{customer}");
        }

        for (var row = 0; row < Rows; row += commands.Count)
        {
            var key = new AccountKey(CreditApplication.Business, $"c{row % 2}", Entitlement.DefaultId, "USD");
            var answer = await committer.SubmitAsync(new(key, new("USD", 2), Entitlement.Default.PolicyIn(new("USD", 2)), 16), new(commands), null);
            Assert.Equal(CommitStatus.Committed, answer.Status);
        }
    }
}

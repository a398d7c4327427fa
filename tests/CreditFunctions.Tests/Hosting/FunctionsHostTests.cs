using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Hosting;

/// <summary>Requests as the Functions host makes them.</summary>
public sealed class FunctionsHostTests
{
    private const string TimerEvent = """
        {"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{"Last":"0001-01-01T00:00:00+00:00","Next":"2026-11-23T02:00:00+00:00","LastUpdated":"0001-01-01T00:00:00+00:00"},"IsPastDue":true}},
         "Metadata":{"sys":{"MethodName":"SnapshotReports","UtcNow":"2026-11-22T12:00:00.000Z","RandGuid":"0b1ad8f0-5a4c-4bd4-8d0b-0f4e8a1c2b3d"}}}
        """;

    private const string ManualEvent = """{"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}},"Metadata":{"timer":"","sys":{"MethodName":"SnapshotReports"}}}""";

    [Theory]
    [InlineData(TimerEvent, "by schedule, past due, no earlier one known")]
    [InlineData(ManualEvent, "by hand")]
    public async Task TimerEvent_UnderTheHost_MakesTheLastSlotAndAnswersJson(string payload, string why)
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        await app.GrantAsync("c1", "10.00");
        app.Clock.Advance(TimeSpan.FromDays(1));

        var answer = await app.SendBareAsync(CreditApplication.Request(HttpMethod.Post, "/SnapshotReports", payload));

        Assert.Equal((200, "application/json"), (answer.Status, answer.ContentType));
        Assert.StartsWith("""{"Outputs":{},"Logs":["credit-balances 20261122T020000Z""", answer.Text, StringComparison.Ordinal);
        Assert.EndsWith($$"""SnapshotReports has ended ({{why}})."],"ReturnValue":null}""", answer.Text, StringComparison.Ordinal);
        foreach (var report in new[] { "credit-balances", "customer-credits" })
        {
            Assert.Equal("done", (await app.GetAsync($"/api/reports/{report}/snapshots/20261122T020000Z")).At("state"));
        }
    }

    [Fact]
    public async Task TimerEvent_WithoutTheHost_Is404()
    {
        await using var app = await CreditApplication.StartAsync();

        Assert.Equal("404 not_found -", (await app.SendBareAsync(CreditApplication.Request(HttpMethod.Post, "/SnapshotReports", TimerEvent))).Problem);
    }

    [Fact]
    public async Task TimerEvent_StorageGone_IsNot2xx()
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartUnderHostAsync(faults);
        app.Clock.Advance(TimeSpan.FromDays(1));
        faults.Strike = static _ => CreditFunctions.Storage.InMemory.Fault.FailBefore;

        Assert.Equal(503, (await app.SendBareAsync(CreditApplication.Request(HttpMethod.Post, "/SnapshotReports", TimerEvent))).Status);
    }

    [Fact]
    public async Task Root_AsTheHostAsksWhetherItIsReady_Answers()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();

        var answer = await app.SendBareAsync(CreditApplication.Request(HttpMethod.Get, "/"));

        Assert.Equal((200, "text/html; charset=utf-8"), (answer.Status, answer.ContentType));
    }

    [Fact]
    public async Task Schedule_UnderTheHost_IsLeftToIt()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();

        app.Clock.Advance(TimeSpan.FromDays(2));

        (await app.GetAsync("/api/reports/credit-balances/snapshots")).Is(200, """{"snapshots":[]}""");
    }

    [Fact]
    public async Task Request_WithTheHostsHeaders_IsAnsweredAsAnyOther()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        await app.GrantAsync("c1", "10.00");

        var answer = await app.GetAsync(
            "/api/customers/c1/credits", ("X-Azure-Functions-HostVersion", "4.1037.0.0"), ("X-Azure-Functions-InvocationId", "0b1ad8f0-5a4c-4bd4-8d0b-0f4e8a1c2b3d"), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        Assert.Equal("10.00", answer.At("accounts.0.available"));
    }
}

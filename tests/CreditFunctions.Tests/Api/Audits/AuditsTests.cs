using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Audits;

public sealed class AuditsTests
{
    private const string Audits = "/api/audits";
    private const string First = Audits + "/20261121T120000Z";

    [Fact]
    public async Task Run_Now_Is202WithTheLocationOfAnOpenAudit()
    {
        var (faults, go) = (new Faults(), new TaskCompletionSource());
        await using var app = await CreditApplication.StartAsync(faults);
        faults.Hold = call => call.Operation == StorageOperation.LeaseAcquire ? go.Task : Task.CompletedTask;

        var answer = await app.PostAsync(Audits, null);
        var again = await app.PostAsync(Audits, null);
        go.SetResult();

        Assert.Equal(First, answer.Header("Location"));
        answer.Is(202, """
            {"audit":"20261121T120000Z","state":"open","result":null,"requested_at":"2026-11-21T12:00:00Z","ended_at":null,"shards":16,"shards_done":0,"accounts":0,"entries":0,
             "findings_count":0,"error":null,"url":"/api/audits/20261121T120000Z","findings":[]}
            """);
        Assert.Equal((202, answer.Text), (again.Status, again.Text));
    }

    [Fact]
    public async Task Audit_OfASoundLedger_IsOk()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "10.00");
        await app.ApplyAsync("c1", "4.00");
        await app.GrantAsync("c2", "7.00", account: "default/EUR");

        await app.PostAsync(Audits, null);

        // The clock runs on while the audit is waited for.
        var ended = await app.EndedAsync(First);
        ended.Is(200, $$"""
            {"audit":"20261121T120000Z","state":"done","result":"ok","requested_at":"2026-11-21T12:00:00Z","ended_at":"{{ended.At("ended_at")}}","shards":16,"shards_done":16,"accounts":2,
             "entries":3,"findings_count":0,"error":null,"url":"/api/audits/20261121T120000Z","findings":[]}
            """);
    }

    [Fact]
    public async Task Audit_OfADamagedLedger_NamesTheRows()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "10.00");
        await app.ApplyAsync("c1", "4.00");
        await app.DeleteAsync("c1", RowKeys.Entry(Damage.Account("c1"), 1));

        await app.PostAsync(Audits, null);

        var ended = await app.EndedAsync(First);
        Assert.Equal(("done", "damaged", "1"), (ended.At("state"), ended.At("result"), ended.At("findings_count")));
        Assert.Equal(
            $$"""[{"partition":"{{RowKeys.Partition("biz_test", "c1", 16)}}","row":"entry!c1!default!USD!9223372036854775806","customer_id":"c1","entitlement":"default","unit":"USD","problem":"It is missing."}]""",
            ended.At("findings"));
    }

    [Fact]
    public async Task List_Several_AreNewestFirstWithoutTheirFindings()
    {
        await using var app = await CreditApplication.StartAsync();
        var asked = new List<string?>();
        for (var i = 0; i < 3; i++)
        {
            var requested = await app.PostAsync(Audits, null);
            asked.Insert(0, requested.At("audit"));
            await app.EndedAsync(requested.Header("Location")!);
            app.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var audits = (await app.GetAsync(Audits)).Json.GetProperty("audits").EnumerateArray().ToList();

        Assert.Equal(asked, audits.Select(audit => audit.Cell("audit")));
        Assert.All(audits, audit => Assert.False(audit.TryGetProperty("findings", out _)));
    }

    [Theory]
    [InlineData("20261121T120001Z")]
    [InlineData("nothing")]
    public async Task Get_OneThatIsNotThere_Is404(string audit)
    {
        await using var app = await CreditApplication.StartAsync();

        Assert.Equal("404 audit_not_found audit", (await app.GetAsync($"{Audits}/{audit}")).Problem);
    }

    [Fact]
    public async Task Get_AnotherBusinesss_Is404()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.EndedAsync((await app.PostAsync(Audits, null)).Header("Location")!);

        var answer = await app.SendAsync(CreditApplication.Request(HttpMethod.Get, First, null, ("Authorization", $"Bearer {await app.KeyAsync(Scopes.All, "biz_other")}")));

        Assert.Equal("404 audit_not_found audit", answer.Problem);
    }
}

using System.Text.Json;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Dialects.Asset;

/// <summary>One memo: what is shown of it, and voiding it.</summary>
public sealed class MemoTests
{
    [Fact]
    public async Task Get_NewMemo_IsWhatWasMade()
    {
        await using var app = await StartAsync();
        var made = await app.AssetAsync(CreditApplication.Request(
            HttpMethod.Post, AssetCalls.Memos, """[{"customer_id":"c1","number":"CM-0042","amount":100.0,"issued_at":"2026-01-01T09:00:00Z","memo":"Cancelled regatta","tags":{"Fleet":[{"amount":"60.00","value":"Eights"}]}}]""",
            ("x-user-id", "usr_1")));
        var id = made.At("data.0.id")!;
        var entry = id.Replace("cm_", "je_", StringComparison.Ordinal);
        var expected = $$"""{"id":"{{id}}","business_id":"biz_test","customer_id":"c1","number":"CM-0042","amount":100,"issued_at":"2026-01-01T09:00:00Z","journal_entry_id":"{{entry}}","voided":false,"memo":"Cancelled regatta","void_journal_entry_id":null,"voided_at":null,"created_by":"usr_1","tags":{"Fleet":[{"amount":"60.00","value":"Eights"}] } }""";

        made.Is(200, $$"""{"data":[{{expected}}],"errors":[]}""");
        (await app.AssetGetAsync($"{AssetCalls.Memos}/{id}")).Is(200, $$"""{"data":{{expected}}}""");
    }

    [Fact]
    public async Task Get_GrantOfAnotherApi_IsAMemo()
    {
        await using var app = await StartAsync();
        var grant = (await app.GrantAsync("c1", "10.00", $$""","memo":"{{new string('m', 300)}}","external_number":"N1","metadata":{"asset.tags":"no json","asset.created_by":"u"}""")).At("entries.0.grant_id")!;

        var answer = await app.AssetGetAsync($"{AssetCalls.Memos}/{grant.Replace("grant_", "cm_", StringComparison.Ordinal)}");

        Assert.Equal(("N1", "10", new string('m', 255), "{}", "u"), (answer.At("data.number"), answer.At("data.amount"), answer.At("data.memo"), answer.At("data.tags"), answer.At("data.created_by")));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"a":[1],"b":"\ud800"}""")]
    [InlineData("""{"\ud800":[1]}""")]
    public async Task Get_TagsThatCannotBeShown_AreNone(string tags)
    {
        await using var app = await StartAsync();
        var metadata = JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["asset.tags"] = tags });
        await app.GrantAsync("c1", "10.00", $""","metadata":{metadata}""");

        Assert.Equal("{}", (await app.AssetGetAsync(AssetCalls.Memos)).At("data.0.tags"));
    }

    [Fact]
    public async Task Get_GrantWithoutANumber_HasItsId()
    {
        await using var app = await StartAsync();
        var id = (await app.GrantAsync("c1", "10.00")).At("entries.0.grant_id")!.Replace("grant_", "cm_", StringComparison.Ordinal);

        Assert.Equal(id, (await app.AssetGetAsync($"{AssetCalls.Memos}/{id}")).At("data.number"));
    }

    [Theory]
    [InlineData("default/EUR")]
    [InlineData("hours/hours")]
    public async Task Get_GrantInAnotherUnit_IsNoMemo(string account)
    {
        await using var app = await StartAsync();
        await app.PutAsync("/api/entitlements/hours", """{"unit":"hours","precision":0}""");
        var id = (await app.GrantAsync("c1", "10", account: account)).At("entries.0.grant_id")!.Replace("grant_", "cm_", StringComparison.Ordinal);

        (await app.AssetGetAsync($"{AssetCalls.Memos}/{id}")).Is(404, """{"error":"Credit memo not found","data":null}""");
    }

    [Fact]
    public async Task Get_EntryThatIsNoGrant_Is404()
    {
        await using var app = await StartAsync();
        await app.GrantAsync("c1", "10.00");
        var id = (await app.ApplyAsync("c1", "1.00")).At("entries.0.entry_id")!.Replace("entry_", "cm_", StringComparison.Ordinal);

        Assert.Equal(404, (await app.AssetGetAsync($"{AssetCalls.Memos}/{id}")).Status);
    }

    [Fact]
    public async Task GetAndVoid_MemoOfAnotherBusiness_Are404()
    {
        await using var app = await StartAsync();
        var id = await app.MemoAsync("1");
        var other = await app.AddBusinessAsync("biz_other", "USD");
        var memo = $"/v0/business/biz_other/credit-memo/{id}";

        (await app.AssetGetAsync(memo, other)).Is(404, """{"error":"Credit memo not found","data":null}""");
        (await app.AssetAsync(CreditApplication.Request(HttpMethod.Post, memo + "/void"), other)).Is(404, """{"error":"Credit memo not found","data":null}""");
    }

    [Theory]
    [InlineData("cm_")]
    [InlineData("cm_0000000000000000000000000U")]
    [InlineData("je_00000000000000000000000001")]
    [InlineData("1")]
    public async Task GetAndVoid_MalformedId_Are422(string id)
    {
        const string Body = """{"error":"Validation error","data":[{"loc":["path","credit_memo_id"],"msg":"Invalid cm id","type":"value_error"}]}""";
        await using var app = await StartAsync();

        (await app.AssetGetAsync($"{AssetCalls.Memos}/{id}")).Is(422, Body);
        (await app.AssetPostAsync($"{AssetCalls.Memos}/{id}/void", null)).Is(422, Body);
    }

    [Fact]
    public async Task Void_UnusedMemo_SaysWhenAndByWhichEntry()
    {
        await using var app = await StartAsync();
        var id = await app.MemoAsync("1", "12.5");
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        var answer = await app.AssetPostAsync($"{AssetCalls.Memos}/{id}/void", null, ("x-user-id", "usr_2"));

        var entries = (await app.GetAsync("/api/customers/c1/credits/default/USD/entries")).Json.GetProperty("entries");
        var entry = entries[0].Cell("entry_id")!.Replace("entry_", "je_", StringComparison.Ordinal);
        answer.Is(200, $$"""{"data":{"id":"{{id}}","business_id":"biz_test","customer_id":"c1","number":"1","amount":12.5,"issued_at":"2026-11-21T12:00:00Z","journal_entry_id":"{{id.Replace("cm_", "je_", StringComparison.Ordinal)}}","voided":true,"memo":null,"void_journal_entry_id":"{{entry}}","voided_at":"2026-11-21T12:01:00Z","created_by":null,"tags":{} } }""");
        Assert.Equal("usr_2", entries[0].GetProperty("metadata").Cell("asset.created_by"));
        (await app.AssetGetAsync(AssetCalls.Report)).Is(200, """{"data":[{"customer_id":"c1","total_credits":0,"total_applied_credits":0,"total_available_credits":0,"customer_name":""}]}""");
    }

    [Fact]
    public async Task Void_OutcomeUnknown_SaysHowToFindOut()
    {
        var faults = new Faults();
        await using var app = await StartAsync(faults);
        var id = await app.MemoAsync("1");
        faults.Strike = static call => call.Operation == StorageOperation.RowCommit ? Fault.FailBefore : Fault.None;

        var answer = await app.Clock.DriveAsync(app.AssetPostAsync($"{AssetCalls.Memos}/{id}/void", null), TimeSpan.FromSeconds(5));

        answer.Is(503, """{"error":"Storage did not say whether the credit memo was voided; get it, or void it again, to find out","data":null}""");
        Assert.Equal("1", answer.Header("Retry-After"));
    }

    [Fact]
    public async Task Void_Again_Is422()
    {
        await using var app = await StartAsync();
        var id = await app.MemoAsync("1");
        await app.AssetPostAsync($"{AssetCalls.Memos}/{id}/void", null);

        (await app.AssetPostAsync($"{AssetCalls.Memos}/{id}/void", null)).Is(422, """{"error":"The credit memo is already voided","data":null}""");
    }

    [Theory]
    [InlineData("""{"type":"apply","amount":"4.00"}""")]
    [InlineData("""{"type":"apply","amount":"10.00"}""")]
    [InlineData("""{"type":"reserve","amount":"4.00"}""")]
    public async Task Void_UsedMemo_Is422AndChangesNothing(string use)
    {
        await using var app = await StartAsync();
        var id = await app.MemoAsync("1");
        Assert.Equal(201, (await app.PostAsync("/api/customers/c1/credits/default/USD/entries", use)).Status);

        (await app.AssetPostAsync($"{AssetCalls.Memos}/{id}/void", null)).Is(422, """{"error":"Some of the credit memo is applied; only one that is unused can be voided","data":null}""");

        Assert.Equal("false", (await app.AssetGetAsync($"{AssetCalls.Memos}/{id}")).At("data.voided"));
    }

    [Fact]
    public async Task Void_ExpiredMemo_Is422()
    {
        await using var app = await StartAsync();
        var id = (await app.GrantAsync("c1", "10.00", ""","expires_at":"2026-11-21T12:01:00Z" """)).At("entries.0.grant_id")!.Replace("grant_", "cm_", StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromMinutes(2));

        (await app.AssetPostAsync($"{AssetCalls.Memos}/{id}/void", null)).Is(422, """{"error":"Nothing of the credit memo is left to void","data":null}""");
    }

    [Fact]
    public async Task Void_TwiceAtOnce_OneIsDone()
    {
        await using var app = await StartAsync();
        var id = await app.MemoAsync("1");

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.AssetPostAsync($"{AssetCalls.Memos}/{id}/void", null)));

        Assert.Equal([200, 422, 422, 422], answers.Select(answer => answer.Status).Order());
    }

    [Fact]
    public async Task Void_UserTooLong_Is422()
    {
        await using var app = await StartAsync();
        var id = await app.MemoAsync("1");

        (await app.AssetPostAsync($"{AssetCalls.Memos}/{id}/void", null, ("x-user-id", new string('u', 256))))
            .Is(422, """{"error":"Validation error","data":[{"loc":["header","x-user-id"],"msg":"x-user-id has 256 characters; at most 255 are allowed.","type":"value_error"}]}""");
    }

    [Fact]
    public async Task Get_CustomerWithAnIdOfAsset_IsCalledByIt()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("c1", """{"external_ids":{"asset":"cus_ApaM9xeQtNyVk5qpaHJbNj"}}""");
        var id = await app.MemoAsync("1", customer: "cus_ApaM9xeQtNyVk5qpaHJbNj");

        Assert.Equal("cus_ApaM9xeQtNyVk5qpaHJbNj", (await app.AssetGetAsync($"{AssetCalls.Memos}/{id}")).At("data.customer_id"));
        Assert.Equal("cus_ApaM9xeQtNyVk5qpaHJbNj", (await app.AssetGetAsync(AssetCalls.Memos + "?customer_id=c1")).At("data.0.customer_id"));
    }

    private static async Task<CreditApplication> StartAsync(IFaults? faults = null)
    {
        var app = await CreditApplication.StartAsync(faults);
        await app.AddCustomerAsync("c1");
        return app;
    }
}

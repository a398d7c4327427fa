using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;
using Microsoft.Extensions.DependencyInjection;

namespace CreditFunctions.Tests.Dialects.Asset;

public sealed class ReportTests
{
    [Theory]
    [InlineData("harbour", """{"data":[{"customer_id":"cus_7QmZcN4rTt2yWbXe9KfLpA","total_credits":120,"total_applied_credits":45,"total_available_credits":75,"customer_name":"Harbour Rowing Club"}]}""")]
    [InlineData("currencies", """{"data":[{"customer_id":"cus_7QmZcN4rTt2yWbXe9KfLpA","total_credits":0.3,"total_applied_credits":0,"total_available_credits":0.3,"customer_name":"Harbour Rowing Club"}]}""")]
    [InlineData("reservations", """{"data":[{"customer_id":"cus_7QmZcN4rTt2yWbXe9KfLpA","total_credits":100,"total_applied_credits":32.5,"total_available_credits":67.5,"customer_name":"Harbour Rowing Club"}]}""")]
    [InlineData("overage", """{"data":[{"customer_id":"cus_7QmZcN4rTt2yWbXe9KfLpA","total_credits":10,"total_applied_credits":10,"total_available_credits":0,"customer_name":"Harbour Rowing Club"}]}""")]
    [InlineData("largest", """{"data":[{"customer_id":"cus_7QmZcN4rTt2yWbXe9KfLpA","total_credits":92233720368547758.07,"total_applied_credits":0,"total_available_credits":92233720368547758.07,"customer_name":"Harbour Rowing Club"}]}""")]
    [InlineData("nothing", """{"data":[]}""")]
    public async Task Get_Scene_IsExact(string scene, string expected)
    {
        await using var app = await (scene switch
        {
            "harbour" => Scenes.HarbourAsync(),
            "currencies" => Scenes.CurrenciesAsync(),
            "reservations" => Scenes.ReservationsAsync(),
            "overage" => Scenes.OverageAsync(),
            "largest" => Scenes.LargestAsync(),
            _ => Scenes.NothingAsync(),
        });

        var answer = await app.AssetGetAsync(AssetCalls.Report);

        Assert.Equal((200, expected), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("JPY", "5000", "5000")]
    [InlineData("KWD", "12.345", "12.345")]
    [InlineData("KWD", "12.300", "12.3")]
    public async Task Get_BusinessOfAnotherCurrency_CountsItsOwn(string currency, string amount, string shown)
    {
        await using var app = await CreditApplication.StartAsync();
        var key = await app.AddBusinessAsync("biz_other", currency);
        await app.SendAsync(CreditApplication.Request(HttpMethod.Put, "/api/customers/c1", """{"name":"Ōsaka 温泉"}""", ("Authorization", $"Bearer {key}")));
        await app.SendAsync(CreditApplication.Request(
            HttpMethod.Post, $"/api/customers/c1/credits/default/{currency}/entries", $$"""{"type":"grant","amount":"{{amount}}"}""", ("Authorization", $"Bearer {key}")));

        var answer = await app.AssetGetAsync("/v0/business/biz_other/reports/customer-credits", key);

        Assert.Equal($$"""{"data":[{"customer_id":"c1","total_credits":{{shown}},"total_applied_credits":0,"total_available_credits":{{shown}},"customer_name":"Ōsaka 温泉"}]}""", answer.Text);
    }

    [Fact]
    public async Task Get_SeveralCustomers_AreInOrderOfNameThenId()
    {
        await using var app = await CreditApplication.StartAsync();
        foreach (var (id, name) in new[] { ("c3", "Bay"), ("c2", "Bay"), ("c4", "Ash"), ("c1", "Cove") })
        {
            await app.AddCustomerAsync(id, $$"""{"name":"{{name}}"}""");
            await app.GrantAsync(id, "1.00");
        }

        await app.GrantAsync("c5", "1.00");

        Assert.Equal(["c5", "c4", "c2", "c3", "c1"], await CustomersAsync(app));
    }

    [Fact]
    public async Task Get_CustomerWithAnIdOfAsset_IsCalledByIt()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("c1", """{"external_ids":{"asset":"cus_ApaM9xeQtNyVk5qpaHJbNj"}}""");
        await app.GrantAsync("c1", "1.00");

        Assert.Equal(["cus_ApaM9xeQtNyVk5qpaHJbNj"], await CustomersAsync(app));
    }

    [Fact]
    public async Task Get_AgainWithin30Seconds_ReadsNoCustomersForTheirIds()
    {
        var (faults, scans) = (new Faults(), 0);
        await using var app = await CreditApplication.StartAsync(faults);
        await app.AddCustomerAsync("c1", """{"external_ids":{"asset":"cus_1"}}""");
        await app.GrantAsync("c1", "1.00");
        faults.Strike = call =>
        {
            _ = call.Operation == StorageOperation.RowQuery && call.Rows[0].StartsWith("customer!", StringComparison.Ordinal) ? Interlocked.Increment(ref scans) : 0;
            return Fault.None;
        };

        var read = new List<int>();
        foreach (var seconds in new[] { 0, 29, 1 })
        {
            app.Clock.Advance(TimeSpan.FromSeconds(seconds));
            Assert.Equal(["cus_1"], await CustomersAsync(app));
            read.Add(scans);
        }

        // The report itself reads the customers of the one shard that has an account.
        Assert.Equal([17, 18, 35], read);
    }

    [Fact]
    public async Task Get_CustomerWhoNeverHadCredit_HasNoLine()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.PutAsync("/api/entitlements/lanes", """{"unit":"USD","precision":2,"overage":"carry"}""");
        await app.AddCustomerAsync("c1");
        Assert.Equal(201, (await app.ApplyAsync("c1", "1.00", "lanes/USD")).Status);

        (await app.AssetGetAsync(AssetCalls.Report)).Is(200, """{"data":[]}""");
    }

    [Fact]
    public async Task Get_CreditInSeveralEntitlements_IsOneLine()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.PutAsync("/api/entitlements/lanes", """{"unit":"USD","precision":2}""");
        await app.PutAsync("/api/entitlements/hours", """{"unit":"hours","precision":2}""");
        await app.GrantAsync("c1", "1.10");
        await app.GrantAsync("c1", "2.20", account: "lanes/USD");
        await app.GrantAsync("c1", "4.00", account: "hours/hours");

        Assert.Equal("3.3", (await app.AssetGetAsync(AssetCalls.Report)).At("data.0.total_credits"));
    }

    [Fact]
    public async Task Get_SumAboveWhatTheLedgerCounts_Is422()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.PutAsync("/api/entitlements/lanes", """{"unit":"USD","precision":2}""");
        await app.GrantAsync("c1", "92233720368547758.07");
        await app.GrantAsync("c1", "0.01", account: "lanes/USD");

        var answer = await app.AssetGetAsync(AssetCalls.Report);

        answer.Is(422, """{"error":"Customer 'c1' holds more than 2^63-1 minor units of USD over all entitlements, which is more than a balance can show.","data":null}""");
    }

    [Fact]
    public async Task Get_UnknownParameter_IsPassedOver()
    {
        await using var app = await CreditApplication.StartAsync();

        (await app.AssetGetAsync(AssetCalls.Report + "?page_size=7")).Is(200, """{"data":[]}""");
    }

    [Fact]
    public async Task Get_AboveTheLiveLimit_WaitsForASnapshotAndThenAnswersFromIt()
    {
        await using var app = await CreditApplication.StartAsync();
        await FillAsync(app, 10_050);

        var pending = await app.AssetGetAsync(AssetCalls.Report);
        Assert.Equal((503, "15"), (pending.Status, pending.Header("Retry-After")));
        Assert.StartsWith("The report has more than 10000 rows and no snapshot yet", pending.At("error"), StringComparison.Ordinal);
        await app.EndedAsync("/api/reports/credit-balances/snapshots/20261121T120000Z");

        var answer = await app.AssetGetAsync(AssetCalls.Report);

        Assert.Equal((200, 101), (answer.Status, answer.Json.GetProperty("data").GetArrayLength()));
        Assert.Equal("100", answer.At("data.0.total_available_credits"));
    }

    [Theory]
    [InlineData("biz_nobody", 404, """{"error":"Business not found","data":null}""")]
    [InlineData("biz_1234567890123456789012345678901234567890123456789012345678901234", 404, """{"error":"Business not found","data":null}""")]
    [InlineData("biz_other", 403, """{"error":"The credentials are for another business","data":null}""")]
    [InlineData("other", 422, """{"error":"Validation error","data":[{"loc":["path","business_id"],"msg":"Invalid biz id","type":"value_error"}]}""")]
    [InlineData("biz_", 422, """{"error":"Validation error","data":[{"loc":["path","business_id"],"msg":"Invalid biz id","type":"value_error"}]}""")]
    [InlineData("biz_a%0A", 422, """{"error":"Validation error","data":[{"loc":["path","business_id"],"msg":"Invalid biz id","type":"value_error"}]}""")]
    public async Task Get_BusinessNotTheCallers_IsRefused(string business, int status, string body)
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddBusinessAsync("biz_other", "USD");

        (await app.AssetGetAsync($"/v0/business/{business}/reports/customer-credits")).Is(status, body);
    }

    [Fact]
    public async Task Get_OwnBusinessOfAnyForm_IsFound()
    {
        await using var app = await CreditApplication.StartAsync();
        var key = await app.KeyAsync(Scopes.All, "acme");

        (await app.AssetGetAsync("/v0/business/acme/reports/customer-credits", key)).Is(200, """{"data":[]}""");
    }

    private static async Task<IEnumerable<string?>> CustomersAsync(CreditApplication app) =>
        (await app.AssetGetAsync(AssetCalls.Report)).Json.GetProperty("data").EnumerateArray().Select(line => line.Cell("customer_id"));

    /// <summary>Accounts by the thousand, past the API: a hundred of each customer, in entitlements of dollars.</summary>
    private static async Task FillAsync(CreditApplication app, int accounts)
    {
        var committer = app.Services.GetRequiredService<Committer>();
        var dollars = new Unit("USD", 2);
        for (var at = 0; at < accounts; at++)
        {
            if (at % Limits.AccountsPerCustomer == 0)
            {
                await app.AddCustomerAsync($"c{at / Limits.AccountsPerCustomer}");
            }

            var key = new AccountKey(CreditApplication.Business, $"c{at / Limits.AccountsPerCustomer}", $"e{at % Limits.AccountsPerCustomer}", dollars.Code);
            var answer = await committer.SubmitAsync(new(key, dollars, Entitlement.Default.PolicyIn(dollars), 16), new([new GrantCommand(100)]), null);
            Assert.Equal(CommitStatus.Committed, answer.Status);
        }
    }
}

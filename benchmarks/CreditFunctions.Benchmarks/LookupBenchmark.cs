using System.Globalization;
using System.Text.Json;
using CreditFunctions.Azurite;
using CreditFunctions.Hosting;
using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Azure;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Benchmarks;

/// <summary>
/// A balance look-up through the own API and through each dialect, beside the same storage calls with nothing around them: a point read of the customer, then one of the
/// account; for a report, a look for its latest snapshot and a range read of each shard, of TeamUp's one more for the entries. One process and Azurite; they take turns in
/// short stretches.
/// </summary>
internal static class LookupBenchmark
{
    private const string Business = "biz_bench";
    private const string Customer = "cus_7QmZcN4rTt2yWbXe9KfLpA";
    private const string PaddleCustomer = "ctm_01hv8wptq8987qeep44cyrewp9";
    private const string Entitlement = "lane-credit";
    private const int Shards = 16;
    private const int Stretches = 10;
    private const int Warming = 500;

    private static readonly (string Name, string Path, Func<AzureStorage, Task<bool>> Bare)[] LookUps =
    [
        ("own API", $"/api/customers/{Customer}/credits", BareLookUpAsync),
        ("Stripe, credit_balance_summary", $"/v1/billing/credit_balance_summary?customer={Customer}&filter[type]=applicability_scope&filter[applicability_scope][price_type]=metered", BareLookUpAsync),
        ("Paddle, credit-balances", $"/customers/{PaddleCustomer}/credit-balances", BareLookUpAsync),
        ("Dodo, balance", $"/credit-entitlements/{Entitlement}/balances/{Customer}", BareLookUpAsync),
        ("Asset, customer-credits report", $"/v0/business/{Business}/reports/customer-credits", static storage => BareReportAsync(storage, readsEntries: false)),
        ("TeamUp, customer_credits page of 50", "/api/v2/reports/customer_credits/data?format=json", static storage => BareReportAsync(storage, readsEntries: true)),
    ];

    public static async Task RunAsync(int requests, int clients)
    {
        await using var azurite = await AzuriteServer.StartAsync(new AzuriteOptions { Progress = Error.WriteLine });
        var storage = new AzureStorage(StorageConnection.Parse(azurite.ConnectionString));
        await storage.CreateAllAsync(default);
        var secret = await FillAsync(storage);
        await using var app = CreditFunctionsApp.Build(["--urls=http://127.0.0.1:0", $"--CreditStorage={azurite.ConnectionString}", "--asset:RequestsPerMinute=0"]);
        await app.StartAsync();
        var url = new Uri(app.Urls.Single());
        foreach (var (name, path, bare) in LookUps)
        {
            var request = KeepAliveClient.Get(url, path, $"Bearer {secret}");
            await MeasureAsync(new(name), new($"{name}: bare"), url, request, () => bare(storage), requests, clients);
        }

        await app.StopAsync();
    }

    private static async Task MeasureAsync(Measurement product, Measurement alternative, Uri url, byte[] request, Func<Task<bool>> bare, int requests, int clients)
    {
        var connections = Enumerable.Range(0, clients).Select(static _ => new KeepAliveClient()).ToList();
        await Task.WhenAll(connections.Select(connection => connection.ConnectAsync(url)));
        for (var i = 0; i < Warming; i++)
        {
            await connections[i % clients].SendAsync(request, showAnswer: false);
            await bare();
        }

        for (var stretch = 0; stretch < Stretches; stretch++)
        {
            await product.StretchAsync(() => Task.WhenAll(connections.Select(connection => TimesAsync(
                requests / Stretches / clients, () => product.CallAsync(async () => await connection.SendAsync(request, showAnswer: false) is null)))));
            await alternative.StretchAsync(() => Task.WhenAll(connections.Select(_ => TimesAsync(requests / Stretches / clients, () => alternative.CallAsync(bare)))));
        }

        connections.ForEach(static connection => connection.Dispose());
        WriteLine(product);
        WriteLine(alternative);
        WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {product.Median / alternative.Median:F2} times the bare calls' median"));
    }

    private static async Task TimesAsync(int times, Func<Task> call)
    {
        for (var i = 0; i < times; i++)
        {
            await call();
        }
    }

    private static async Task<bool> BareLookUpAsync(AzureStorage storage)
    {
        var (table, partition) = (storage.Table(StoreNames.Credits), RowKeys.Partition(Business, Customer, Shards));
        _ = await table.GetAsync(partition, RowKeys.Customer(Customer), Skip, [], default);
        return await table.GetAsync(partition, RowKeys.Account(new(Business, Customer, Entitlement, "USD")), Skip, [], default) is not null;
    }

    private static async Task<bool> BareReportAsync(AzureStorage storage, bool readsEntries)
    {
        _ = await storage.Container(StoreNames.Reports).GetAsync("biz_bench/credit-balances/latest.json", null, default);
        var table = storage.Table(StoreNames.Credits);
        await Task.WhenAll(Enumerable.Range(0, Shards).Select(async shard =>
        {
            var partition = RowKeys.Partition(Business, shard);
            _ = await table.QueryAsync(new(partition, RowKeys.Accounts, RowKeys.Customers + "~"), Skip, null, default);
            if (readsEntries)
            {
                _ = await table.QueryAsync(new(partition, RowKeys.Entries, RowKeys.Entries + "~"), Skip, null, default);
            }
        }));
        return true;
    }

    private static string Skip(ref Utf8JsonReader json)
    {
        json.Skip();
        return "";
    }

    /// <summary>A business with one customer, who has two grants and has used some; returns the secret of a key.</summary>
    private static async Task<string> FillAsync(AzureStorage storage)
    {
        var directory = new DirectoryStore(storage.Table(StoreNames.Directory));
        var (now, secret) = (Instant.Now(storage.Clock), ApiKey.NewSecret());
        await directory.AddBusinessAsync(new(Business, "USD", Shards, now), default);
        await directory.PutKeyAsync(new(ApiKey.HashOf(secret), Business, "bench", Scopes.All, now, null), default);
        await directory.PutEntitlementAsync(Business, new(Entitlement, "Lane credit", new("USD", 2), DrawOrder.Standard), default);
        var details = new CustomerDetails("Harbour Rowing Club", "desk@harbour.example")
        {
            ExternalIds = new Dictionary<string, string>(StringComparer.Ordinal) { ["paddle"] = PaddleCustomer },
        };
        await new CustomerStore(storage.Table(StoreNames.Credits), storage.Clock).PutAsync(Business, Shards, Customer, details, default);
        var committer = new Committer(storage.Table(StoreNames.Credits), storage.Clock, static () => Guid.NewGuid().ToString("N"));
        var answer = await committer.SubmitAsync(
            new(new(Business, Customer, Entitlement, "USD"), new("USD", 2), new(DrawOrder.Standard), Shards),
            new([new GrantCommand(10_000), new GrantCommand(5_000) { Category = GrantCategory.Promotional }, new ApplyCommand(3_500), new ReserveCommand(1_000)]),
            null);
        return answer.Status == CommitStatus.Committed ? secret : throw new InvalidOperationException($"The ledger was not filled: {answer.Status}.");
    }
}

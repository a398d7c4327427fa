using System.Globalization;
using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Demo;

/// <summary>
/// Fills a storage with the business <c>biz_demo</c>. Its history is played through the ledger itself, dated as it would have been, so balances as of any past
/// instant are there to be asked for. Filling that was broken off is taken up again by filling: customers who have an account are left as they are.
/// </summary>
public static class DemoBusiness
{
    /// <summary>The business.</summary>
    public const string Id = "biz_demo";

    /// <summary>The development key: all scopes. Nothing but the demo ever makes it.</summary>
    public const string Key = "cf_dev_key";

    /// <summary>How many customers it gets.</summary>
    public const int Customers = 2_000;

    /// <summary>The customer of the printed examples, who has an account in USD.</summary>
    private const int ExampleCustomer = 42;

    private const int Seed = 20_260_101;
    private const int AtOnce = 16;

    /// <summary>Is the demo there, whole?</summary>
    public static async Task<bool> IsThereAsync(IStorage storage, CancellationToken cancellationToken) =>
        await new DirectoryStore(storage.Table(StoreNames.Directory)).KeyAsync(ApiKey.HashOf(Key), cancellationToken) is not null;

    /// <summary>Makes the business, its customers with their history, and last its key.</summary>
    /// <param name="storage">Where; its tables and containers exist.</param>
    /// <param name="now">The day the history ends.</param>
    /// <param name="customers">How many customers.</param>
    /// <param name="progress">Told how many customers are done.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <returns>How many entries the history has, without those that time made.</returns>
    public static async Task<int> FillAsync(IStorage storage, DateTimeOffset now, int customers, Action<int>? progress, CancellationToken cancellationToken)
    {
        var directory = new DirectoryStore(storage.Table(StoreNames.Directory));
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var business = new Business(Id, "USD", Shard.DefaultCount, Instant.From(today.AddDays(-400)));
        await directory.AddBusinessAsync(business, cancellationToken);
        await directory.PutEntitlementAsync(Id, DemoHistory.LaneHours, cancellationToken);

        var (done, entries) = (0, 0);
        await Parallel.ForAsync(0, customers, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (customer, token) =>
        {
            Interlocked.Add(ref entries, await FillCustomerAsync(storage, business, customer, today, token));
            progress?.Invoke(Interlocked.Increment(ref done));
        });
        await directory.PutKeyAsync(new(ApiKey.HashOf(Key), Id, "development", Scopes.All, Instant.From(now), null), cancellationToken);
        return entries;
    }

    private static async Task<int> FillCustomerAsync(IStorage storage, Business business, int customer, DateTimeOffset today, CancellationToken cancellationToken)
    {
        var random = new Random(Seed + customer);
        var clock = new DemoClock { Now = today.AddDays(-380) };
        var credits = storage.Table(StoreNames.Credits);
        var id = string.Create(CultureInfo.InvariantCulture, $"cus_{customer:D4}");
        await new CustomerStore(credits, clock).PutAsync(
            Id, business.Shards, id, new(DemoNames.Pick(random, customer), string.Create(CultureInfo.InvariantCulture, $"billing{customer}@example.com")), cancellationToken);

        if (await new CreditStore(credits).CustomerAsync(Id, business.Shards, id, cancellationToken) is { Accounts.Count: > 0 })
        {
            return 0;
        }

        var committer = new Committer(credits, clock, static () => Guid.NewGuid().ToString("N"));
        var posted = 0;
        foreach (var one in DemoHistory.Of(random, today, customer == ExampleCustomer).OrderBy(one => one.At))
        {
            cancellationToken.ThrowIfCancellationRequested();
            clock.Now = one.At;
            var policy = (one.Entitlement == DemoHistory.LaneHours.Id ? DemoHistory.LaneHours : Entitlement.Default).PolicyIn(one.Unit);
            var answer = await committer.SubmitAsync(new(new(Id, id, one.Entitlement, one.Unit.Code), one.Unit, policy, business.Shards), new(one.Commands), null);
            posted += answer.Status == CommitStatus.Committed
                ? answer.Entries.Count
                : throw new DevelopmentException($"The demo's history does not hold for {id}: {answer.Status} {answer.Refusal?.Detail}");
        }

        return posted;
    }
}

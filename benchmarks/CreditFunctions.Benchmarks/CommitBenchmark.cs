using System.Globalization;
using CreditFunctions.Azurite;
using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Azure;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Benchmarks;

/// <summary>
/// Commits a second and their latency on one account, on many accounts and on one account under contention. Product and alternative take turns in short stretches, so
/// that both meet the same machine and a table that grows alike.
/// </summary>
internal static class CommitBenchmark
{
    private const int Clients = 16;
    private const int Contenders = 64;
    private const int Stretches = 10;
    private const string Business = "bench";
    private static readonly Unit Usd = new("USD", 2);

    public static async Task RunAsync(int commits, int accounts)
    {
        await using var azurite = await AzuriteServer.StartAsync(new AzuriteOptions { Progress = Error.WriteLine });
        var storage = new AzureStorage(StorageConnection.Parse(azurite.ConnectionString));
        await storage.CreateAllAsync(default);
        var bare = storage.Table(StoreNames.Credits);
        // The first round is for the compiler; only the second is shown.
        SetOut(TextWriter.Null);
        await OneAccountAsync(new(bare), bare, storage.Clock, commits, "warm");
        SetOut(new StreamWriter(OpenStandardOutput()) { AutoFlush = true });
        await OneAccountAsync(new(bare), bare, storage.Clock, commits, "one");
        await ManyAccountsAsync(new(bare), bare, storage.Clock, commits, accounts);
        await ContentionAsync(bare, storage.Clock, commits);
    }

    private static async Task OneAccountAsync(RecordingTable table, ITable bare, TimeProvider clock, int commits, string name)
    {
        var committer = NewCommitter(table, clock);
        var (customer, stead) = ($"{name}-a-1", $"{name}-b-1");
        await OpenAsync(committer, table, bare, clock, [customer], [stead]);
        var (product, alternative) = (new Measurement("one account, commits"), new Measurement("one account, bare calls"));
        for (var stretch = 0; stretch < Stretches; stretch++)
        {
            await product.StretchAsync(() => TimesAsync(commits / Stretches, () => product.CallAsync(() => ApplyAsync(committer, customer))));
            var recorded = table.Commits.ToArray();
            table.Commits.Clear();
            await alternative.StretchAsync(async () =>
            {
                foreach (var (partition, rows) in recorded)
                {
                    await alternative.CallAsync(() => BareCalls.CommitAsync(bare, partition, rows, customer, stead));
                }
            });
        }

        Print(product, alternative, product.Median / alternative.Median, "times the bare calls' median");
    }

    private static async Task ManyAccountsAsync(RecordingTable table, ITable bare, TimeProvider clock, int commits, int accounts)
    {
        var committer = NewCommitter(table, clock);
        string[] customers = [.. Enumerable.Range(0, accounts).Select(static n => string.Create(CultureInfo.InvariantCulture, $"many-a-{n:D5}"))];
        await OpenAsync(committer, table, bare, clock, customers, [.. customers.Select(Stead)]);
        var (product, alternative) = (new Measurement($"{accounts} accounts, {Clients} clients, commits"), new Measurement($"{accounts} accounts, {Clients} clients, bare calls"));
        var next = 0;
        for (var stretch = 0; stretch < Stretches; stretch++)
        {
            await product.StretchAsync(() => AtOnceAsync(Clients, _ => TimesAsync(
                commits / Stretches / Clients, () => product.CallAsync(() => ApplyAsync(committer, customers[Interlocked.Increment(ref next) % accounts])))));
            var recorded = table.Commits.ToArray();
            table.Commits.Clear();
            await alternative.StretchAsync(() => AtOnceAsync(Clients, async client =>
            {
                for (var i = client; i < recorded.Length; i += Clients)
                {
                    var (partition, rows) = recorded[i];
                    var customer = rows[0].RowKey.Split('!')[1];
                    await alternative.CallAsync(() => BareCalls.CommitAsync(bare, partition, rows, customer, Stead(customer)));
                }
            }));
        }

        Print(product, alternative, product.Median / alternative.Median, "times the bare calls' median");
    }

    private static async Task ContentionAsync(ITable bare, TimeProvider clock, int commits)
    {
        var committer = NewCommitter(bare, clock);
        await OpenAsync(committer, null, bare, clock, ["all-a", "all-b"], []);
        var (product, alternative) = (new Measurement($"one account, {Contenders} clients, commits"), new Measurement($"one account, {Contenders} clients, one command each"));
        using var turn = new SemaphoreSlim(1);
        for (var stretch = 0; stretch < Stretches; stretch++)
        {
            await product.StretchAsync(() => AtOnceAsync(Contenders, _ => TimesAsync(
                Math.Max(1, commits / Stretches / Contenders), () => product.CallAsync(() => ApplyAsync(committer, "all-a")))));
            await alternative.StretchAsync(() => AtOnceAsync(Contenders, _ => TimesAsync(
                Math.Max(1, commits / Stretches / Contenders), () => alternative.CallAsync(async () =>
                {
                    await turn.WaitAsync();
                    try
                    {
                        return await ApplyAsync(committer, "all-b");
                    }
                    finally
                    {
                        turn.Release();
                    }
                }))));
        }

        Print(product, alternative, product.Rate / alternative.Rate, "times the rate of one command a commit");
    }

    private static Committer NewCommitter(ITable table, TimeProvider clock) => new(table, clock, static () => Guid.NewGuid().ToString("N"));

    /// <summary>Makes the customers and gives each credit; those in their stead get the same rows.</summary>
    private static async Task OpenAsync(Committer committer, RecordingTable? table, ITable bare, TimeProvider clock, string[] customers, string[] steads)
    {
        var store = new CustomerStore(bare, clock);
        foreach (var customer in customers.Concat(steads))
        {
            await store.PutAsync(Business, 1, customer, new(), default);
        }

        foreach (var (customer, at) in customers.Select(static (customer, at) => (customer, at)))
        {
            await SubmitAsync(committer, customer, new GrantCommand(1_000_000_000));
            if (at < steads.Length && table is not null && table.Commits.TryDequeue(out var commit))
            {
                // The customer's row and the account's hash are left out: they are not written again.
                var rows = commit.Rows.Where(static row => row.Action is not RowAction.Replace && !row.RowKey.StartsWith("id!", StringComparison.Ordinal))
                    .Select(row => row with { RowKey = row.RowKey.Replace(customer, steads[at], StringComparison.Ordinal) }).ToList();
                await bare.CommitAsync(commit.PartitionKey, rows, TimeSpan.FromSeconds(30), default);
            }
        }
    }

    private static string Stead(string customer) => customer.Replace("-a-", "-b-", StringComparison.Ordinal);

    private static Task<bool> ApplyAsync(Committer committer, string customer) => SubmitAsync(committer, customer, new ApplyCommand(1) { Memo = "benchmark" });

    private static async Task<bool> SubmitAsync(Committer committer, string customer, Command command)
    {
        var answer = await committer.SubmitAsync(new(new(Business, customer, Entitlement.DefaultId, Usd.Code), Usd, new(DrawOrder.Standard), 1), new([command]), null);
        return answer.Status == CommitStatus.Committed ? true : throw new InvalidOperationException($"A commit ended in {answer.Status}.");
    }

    private static async Task TimesAsync(int times, Func<Task> call)
    {
        for (var i = 0; i < times; i++)
        {
            await call();
        }
    }

    private static Task AtOnceAsync(int clients, Func<int, Task> client) => Task.WhenAll(Enumerable.Range(0, clients).Select(one => Task.Run(() => client(one))));

    private static void Print(Measurement product, Measurement alternative, double ratio, string unit)
    {
        WriteLine(product);
        WriteLine(alternative);
        WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {ratio:F2} {unit}"));
    }
}

using System.Globalization;
using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Benchmarks;

/// <summary>
/// A ledger of any size in a table: the program itself makes it in memory, a few thousand customers at a time, and its rows are then loaded in bare batches. Rows that reports do not read are left out.
/// </summary>
internal static class LoadedLedger
{
    public const int Shards = 16;
    private const int CustomersOfASlice = 4_000;
    private const int BatchesAtOnce = 32;
    private const int MostTries = 5;
    private static readonly Unit Usd = new("USD", 2);
    private static readonly string[] Names = ["Anna", "Bo", "Chidi", "Dana", "Émile", "Fatima", "Grete", "Hiro", "Ines", "Jonas", "Kamala", "Lwazi", "Miguel", "Nadia", "Olu", "Petra"];
    private static readonly string[] Kinds = ["account!", "customer!", "entry!", "time!"];
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>Loads accounts of one customer each, with a grant and applications, and returns how many rows that made.</summary>
    public static async Task<long> LoadAsync(ITable table, string business, int accounts, int entriesOfEach)
    {
        var rows = 0L;
        var clock = new SteppingClock(TimeProvider.System.GetUtcNow().AddDays(-90));
        for (var from = 0; from < accounts; from += CustomersOfASlice)
        {
            var slice = await MakeAsync(clock, business, from, Math.Min(CustomersOfASlice, accounts - from), entriesOfEach);
            var batches = await RowCopies.ReadAsync(slice, business, Shards, static key => Array.Exists(Kinds, kind => key.StartsWith(kind, StringComparison.Ordinal)));
            await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = BatchesAtOnce }, async (batch, _) =>
                await LoadAsync(table, batch.Partition, [.. batch.Rows.Select(static row => row with { Action = RowAction.Upsert })]));
            rows += batches.Sum(static batch => batch.Rows.Count);
            Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} rows loaded"));
        }

        return rows;
    }

    private static async Task LoadAsync(ITable table, string partition, IReadOnlyList<RowWrite> rows)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await table.CommitAsync(partition, rows, Timeout, default);
                return;
            }
            catch (StorageException) when (tries < MostTries)
            {
                // Azurite closes connections that have been idle for a while; what is written twice is written once.
            }
        }
    }

    /// <summary>One application on each of some accounts, spread over all, by the program's own way.</summary>
    public static Task ChangeAsync(ITable table, TimeProvider clock, string business, int accounts, int changed)
    {
        var committer = NewCommitter(table, clock);
        return Parallel.ForAsync(0, changed, new ParallelOptions { MaxDegreeOfParallelism = BatchesAtOnce }, async (at, _) =>
            await SubmitAsync(committer, business, Customer((int)((long)at * accounts / changed)), [new ApplyCommand(7) { Memo = "Lane hire, changed" }]));
    }

    private static async Task<ITable> MakeAsync(TimeProvider clock, string business, int from, int count, int entriesOfEach)
    {
        var storage = new InMemoryStorage(clock);
        await storage.CreateAllAsync(default);
        var table = storage.Table(StoreNames.Credits);
        var (committer, customers) = (NewCommitter(table, clock), new CustomerStore(table, clock));
        for (var customer = from; customer < from + count; customer++)
        {
            var (id, random) = (Customer(customer), new Random(customer));
            await customers.PutAsync(business, Shards, id, new($"{Names[random.Next(Names.Length)]} {Names[random.Next(Names.Length)]} {customer}", $"customer{customer}@example.com"), default);
            var applications = Enumerable.Range(1, entriesOfEach - 1).Select(turn => (Command)new ApplyCommand(random.Next(1, 900)) { Memo = $"Invoice {customer}-{turn}" });
            await SubmitAsync(committer, business, id, [new GrantCommand(random.Next(10_000, 1_000_000)) { Memo = "Season pack" }, .. applications]);
        }

        return table;
    }

    private static string Customer(int number) => string.Create(CultureInfo.InvariantCulture, $"cus_{number * 2654435761L % 100_000_007:D9}");

    private static Committer NewCommitter(ITable table, TimeProvider clock) => new(table, clock, static () => Guid.NewGuid().ToString("N"));

    private static async Task SubmitAsync(Committer committer, string business, string customer, IReadOnlyList<Command> commands)
    {
        var answer = await committer.SubmitAsync(new(new(business, customer, Entitlement.DefaultId, Usd.Code), Usd, new(DrawOrder.Standard), Shards), new(commands), null);
        _ = answer.Status == CommitStatus.Committed ? true : throw new InvalidOperationException($"A commit ended in {answer.Status}.");
    }

    /// <summary>Goes on by two milliseconds whenever it is looked at.</summary>
    private sealed class SteppingClock(DateTimeOffset start) : TimeProvider
    {
        private long steps;

        public override DateTimeOffset GetUtcNow() => start.AddMilliseconds(Interlocked.Increment(ref steps) * 2);
    }
}

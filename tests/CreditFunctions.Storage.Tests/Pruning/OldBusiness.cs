using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Audits;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Imports;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Pruning;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Snapshots;
using CreditFunctions.Storage.Tables;
using CreditFunctions.Storage.Tests.Clock;

namespace CreditFunctions.Storage.Tests.Pruning;

/// <summary>A business with things of any age, and what is left of it.</summary>
internal sealed class OldBusiness : IFaults
{
    public const string Report = "credit-balances";
    private const int Month = 31;
    private static readonly BlobHeaders Bytes = new("application/octet-stream");
    private static readonly Func<int, CancellationToken, Task> Unheard = static (_, _) => Task.CompletedTask;
    private readonly IStorage storage;

    private OldBusiness(IStorage? storage, ManualTime? time)
    {
        Time = time ?? new();
        this.storage = storage ?? new InMemoryStorage(Time, this);
    }

    public Business Business { get; } = new("biz", "USD", 2, Instant.Min);

    public ManualTime Time { get; }

    public Retention Retention { get; set; } = new(5, 2);

    public Func<StorageCall, Fault> Strike { get; set; } = static _ => Fault.None;

    public Func<StorageCall, Task> Hold { get; set; } = static _ => Task.CompletedTask;

    public ITable Credits => storage.Table(StoreNames.Credits);

    public ITable Directory => storage.Table(StoreNames.Directory);

    public IBlobContainer Reports => storage.Container(StoreNames.Reports);

    public IBlobContainer Files => storage.Container(StoreNames.Imports);

    public ImportStore Imports => new(Directory, Files);

    public DirectoryStore Store => new(Directory);

    public Instant Now => Instant.Now(Time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask<Fault> NextAsync(StorageCall call)
    {
        await Hold(call);
        return Strike(call);
    }

    public ValueTask LaterAsync(StorageCall call) => ValueTask.CompletedTask;

    public static async Task<OldBusiness> EmptyAsync(IStorage? storage = null, ManualTime? time = null)
    {
        var business = new OldBusiness(storage, time);
        await business.storage.CreateAllAsync(Token);
        return business;
    }

    /// <summary>One of everything that is removed.</summary>
    public static async Task<OldBusiness> FullAsync(IStorage? storage = null, ManualTime? time = null)
    {
        var business = await EmptyAsync(storage, time);
        for (var day = 0; day < 3; day++)
        {
            await business.AddSnapshotAsync(business.Now);
            business.Time.Pass(TimeSpan.FromDays(1));
        }

        await business.PutAsync(SnapshotPaths.Queries + "q/000001");
        await business.AddKeyAsync("anna");
        await business.AddClaimAsync("order 1");
        await business.AddImportAsync("imp_1", RunState.Done);
        await business.AddExportAsync();
        await business.AddRunAsync(RunTask.VerifyLedger, RunState.Done);
        business.Time.Pass(TimeSpan.FromDays(14 * Month));
        await business.AddRunAsync(RunTask.VerifyLedger, RunState.Done);
        await business.AddExportAsync();
        await business.AddSnapshotAsync(business.Now);
        return business;
    }

    public BusinessPruning NewPruning() => new(storage, Retention, TimeSpan.FromDays(30), Time);

    /// <summary>Prunes in one piece; what was removed.</summary>
    public async Task<string> PruneAsync()
    {
        var removed = new PruneTally();
        Assert.Equal(NewPruning().StepsOf(Business), await NewPruning().RunAsync(Business, 0, removed, Unheard, static () => false, Token));
        return removed.ToString();
    }

    /// <summary>A snapshot as its files are, without what is in them.</summary>
    public async Task AddSnapshotAsync(Instant at)
    {
        var slot = SnapshotPaths.Slot("biz", Report, SnapshotId.At(at));
        foreach (var name in new[] { "lock", "a1/credit-balances.csv", "a1/credit-balances.by-available.rows", Manifest.FileName })
        {
            await PutAsync(slot + name);
        }
    }

    public async Task AddKeyAsync(string customer) => await InsertAsync(
        Credits, RowKeys.Partition("biz", customer, Business.Shards), RowKeys.IdempotencyKey(Now, customer, "0f"), new KeyRow("ab", "default", "USD", 1, 1).Write());

    public async Task AddClaimAsync(string key)
    {
        var claim = new BusinessKey("test", key) { IsForgotten = true };
        await InsertAsync(Credits, RowKeys.Partition("biz", claim.Hash, Business.Shards), RowKeys.Claim(claim), BusinessKeyRow.Write(claim, "ab", new("biz", "anna", "default", "USD")));
    }

    public async Task AddImportAsync(string id, RunState state)
    {
        await Files.PutAsync(ImportPaths.Body("biz", id), "a"u8.ToArray(), Bytes, BlobCondition.None, Token);
        await Files.PutAsync(ImportPaths.Rejected("biz", id, 0), "b"u8.ToArray(), Bytes, BlobCondition.None, Token);
        await Files.PutAsync(ImportPaths.Lock("biz", id), default, Bytes, BlobCondition.None, Token);
        var run = await Imports.AddAsync(new("biz", id, new(ImportFormat.Csv, 1, "ab"), Now), Token);
        _ = await Imports.SaveAsync(run with { State = state, EndedAt = state == RunState.Open ? null : Now }, Token);
    }

    /// <summary>A run, and what is in its folder if it is an audit.</summary>
    public async Task AddRunAsync(RunTask task, RunState state)
    {
        var slot = SnapshotId.At(Now);
        _ = await new RunStore(Directory).TryAddAsync(Run.Requested("biz", task, slot, Now) with { State = state, EndedAt = state == RunState.Open ? null : Now }, Token);
        if (task == RunTask.VerifyLedger)
        {
            await PutAsync(FindingStore.Blob("biz", slot));
            await PutAsync(FindingStore.Lock("biz", slot));
        }
    }

    public Task<ReportExport> AddExportAsync() => Store.AddExportAsync("biz", "", Now, Token);

    public async Task PutAsync(string name) => await Reports.PutAsync(name, "{}"u8.ToArray(), Bytes, BlobCondition.None, Token);

    /// <summary>All there is: blobs and rows.</summary>
    public async Task<List<string>> LeftAsync()
    {
        var left = new List<string>();
        foreach (var container in new[] { Reports, Files })
        {
            await foreach (var blob in container.ListAsync("", Token))
            {
                left.Add(blob.Name);
            }
        }

        foreach (var (table, partition) in new[] { (Credits, "biz!00"), (Credits, "biz!01"), (Directory, "biz") })
        {
            left.AddRange((await table.AllAsync(new(partition, "", null), RowVersion.Read, Token)).Select(static row => row.Key));
        }

        return left;
    }

    private static async Task InsertAsync(ITable table, string partition, string row, ReadOnlyMemory<byte> columns) =>
        Assert.Equal(WriteOutcome.Done, (await table.WriteAsync(partition, new(RowAction.Insert, row, columns), TimeSpan.FromSeconds(5), Token)).Outcome);
}

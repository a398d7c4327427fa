using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Snapshots;
using CreditFunctions.Storage.Tables;
using CreditFunctions.Storage.Tests.Clock;

namespace CreditFunctions.Storage.Tests.Snapshots;

/// <summary>A business in memory, whose snapshots are made by the program's own way while its storage does what a test says.</summary>
internal sealed class ReportedLedger : IFaults
{
    public const string Balances = "credit-balances";
    public const string Credits = "customer-credits";

    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(15);
    private readonly Committer committer;
    private readonly CustomerStore customers;
    private int commits;

    private ReportedLedger(int shards, InMemoryStorage? storage = null)
    {
        Business = new("biz", "USD", shards, Instant.Min);
        Storage = storage ?? new InMemoryStorage(Time, this);
        var credits = Storage.Table(StoreNames.Credits);
        Runs = new(Storage.Table(StoreNames.Directory));
        customers = new(credits, Time);
        committer = new(credits, Time, () => $"{++commits:x32}");
    }

    public ManualTime Time { get; } = new();

    public Business Business { get; }

    public InMemoryStorage Storage { get; }

    public IBlobContainer Reports => Storage.Container(StoreNames.Reports);

    public SnapshotStore Snapshots => new(Reports);

    public RunStore Runs { get; }

    public SnapshotSettings Settings { get; set; } = new();

    /// <summary>The last instant from which on a snapshot must stand on a full scan.</summary>
    public Func<Instant, SnapshotId?> LastFullSlot { get; set; } = static _ => null;

    /// <summary>What goes wrong with a call.</summary>
    public Func<StorageCall, Fault> Strike { get; set; } = static _ => Fault.None;

    /// <summary>Awaited before a call takes effect.</summary>
    public Func<StorageCall, Task> Hold { get; set; } = static _ => Task.CompletedTask;

    public async ValueTask<Fault> NextAsync(StorageCall call)
    {
        await Hold(call);
        return Strike(call);
    }

    public ValueTask LaterAsync(StorageCall call) => ValueTask.CompletedTask;

    public static async Task<ReportedLedger> EmptyAsync(int shards = 4)
    {
        var ledger = new ReportedLedger(shards);
        await ledger.Storage.CreateAllAsync(CancellationToken.None);
        return ledger;
    }

    /// <summary>A dozen customers with a grant and an application each.</summary>
    public static async Task<ReportedLedger> StoryAsync(int shards = 4)
    {
        var ledger = await EmptyAsync(shards);
        for (var customer = 0; customer < 12; customer++)
        {
            await ledger.DoAsync($"c{customer:D2}", new GrantCommand(1_000 + customer) { Memo = "Season pass" }, new ApplyCommand(10 * customer + 1));
        }

        return ledger;
    }

    /// <summary>Commands that must be done, a second after the last.</summary>
    public async Task DoAsync(string customer, params Command[] commands)
    {
        Time.Pass(TimeSpan.FromSeconds(1));
        await customers.PutAsync(Business.Id, Business.Shards, customer, new($"Customer {customer}"), CancellationToken.None);
        var answer = await committer.SubmitAsync(new(new(Business.Id, customer, Entitlement.DefaultId, "USD"), new("USD", 2), new(DrawOrder.Standard), Business.Shards), new(commands), null);
        Assert.Equal(CommitStatus.Committed, answer.Status);
    }

    /// <summary>Changes what an account's row says it holds, as no commit would.</summary>
    public async Task TamperAsync(string customer)
    {
        var key = new AccountKey(Business.Id, customer, Entitlement.DefaultId, "USD");
        var write = new RowWrite(RowAction.Merge, RowKeys.Account(key), Encoding.UTF8.GetBytes("""{"available@odata.type":"Edm.Int64","available":"1","granted@odata.type":"Edm.Int64","granted":"1","applied@odata.type":"Edm.Int64","applied":"0"}"""));
        var written = await Storage.Table(StoreNames.Credits).WriteAsync(RowKeys.Partition(Business.Id, customer, Business.Shards), write, TimeSpan.FromSeconds(5), CancellationToken.None);
        Assert.Equal(WriteOutcome.Done, written.Outcome);
    }

    /// <summary>Asks for a snapshot as of now, and lets the time pass that it needs to settle.</summary>
    public async Task<Run> RequestAsync(string report = Balances, bool isFull = false)
    {
        Time.Pass(TimeSpan.FromSeconds(1));
        var now = Instant.Now(Time);
        var run = await Runs.RequestAsync(Business.Id, RunTask.Of(report), SnapshotId.At(now), now, isFull, CancellationToken.None);
        Time.Pass(Settled);
        return run;
    }

    /// <summary>Another process that makes snapshots.</summary>
    public SnapshotRunner NewRunner() =>
        new(Reports, Runs, new(Reports, Storage.Table(StoreNames.Credits), Time, Settings.PeriodMonths), Time, Settings, slot => LastFullSlot(slot));

    /// <summary>One try at a run.</summary>
    public async Task<RunOutcome> TryAsync(Run run)
    {
        using var piece = Piece.Unlimited(Time, CancellationToken.None);
        return await NewRunner().RunAsync(Business, run, RunNotes.None, piece);
    }

    /// <summary>Makes a snapshot as of now.</summary>
    public async Task<Manifest> MakeAsync(string report = Balances, bool isFull = false) => await MakeAsync(await RequestAsync(report, isFull));

    /// <summary>Makes the snapshot of a run.</summary>
    public async Task<Manifest> MakeAsync(Run run)
    {
        var outcome = await TryAsync(run);
        Assert.True(outcome == RunOutcome.Done, (await StoredAsync(run)).Error);
        return await ManifestAsync(run);
    }

    public async Task<Run> StoredAsync(Run run) => (await Runs.GetAsync(run.Business, run.Task, run.Slot, CancellationToken.None))!;

    public async Task<Manifest> ManifestAsync(Run run) => (await Snapshots.ManifestAsync(run.Business, run.Task.Key, run.Slot, CancellationToken.None))!;

    /// <summary>All blobs.</summary>
    public async Task<List<string>> NamesAsync(string prefix = "")
    {
        var names = new List<string>();
        await foreach (var blob in Reports.ListAsync(prefix, CancellationToken.None))
        {
            names.Add(blob.Name);
        }

        return names;
    }

    /// <summary>The bytes of a snapshot's file.</summary>
    public async Task<byte[]> BytesAsync(Manifest manifest, string file)
    {
        await using var download = (await Snapshots.OpenAsync(manifest, file, null, CancellationToken.None))!;
        var bytes = new byte[download.Properties.Length];
        await download.Content.ReadExactlyAsync(bytes);
        return bytes;
    }

    /// <summary>The text of a snapshot's file.</summary>
    public async Task<string> TextAsync(Manifest manifest, string file) => Encoding.UTF8.GetString(await BytesAsync(manifest, file));

    /// <summary>All files of a snapshot, with a digest of each.</summary>
    public async Task<ImmutableSortedDictionary<string, string>> DigestsAsync(Manifest manifest)
    {
        var digests = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var name in manifest.Files.Select(file => file.Name).Concat(manifest.Pages.Select(pages => pages.File.Name)))
        {
            digests.Add(name, Convert.ToHexStringLower(SHA256.HashData(await BytesAsync(manifest, name))));
        }

        return digests.ToImmutable();
    }

    /// <summary>What lies in a slot of a report must be its snapshot and its lock, and nothing else.</summary>
    public async Task AssertNoLitterAsync(Manifest manifest)
    {
        var slot = SnapshotPaths.Slot(manifest.Business, manifest.Report, manifest.Snapshot);
        Assert.Equal(
            manifest.Files.Select(file => $"{manifest.Attempt}/{file.Name}").Concat(manifest.Pages.Select(pages => $"{manifest.Attempt}/{pages.File.Name}"))
                .Append("lock").Append(Manifest.FileName).Order(StringComparer.Ordinal),
            (await NamesAsync(slot)).Select(name => name[slot.Length..]).Order(StringComparer.Ordinal));
    }
}

using System.Buffers;
using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Audits;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Tables;
using CreditFunctions.Storage.Tests.Clock;

namespace CreditFunctions.Storage.Tests.Audits;

/// <summary>A business, in memory unless said otherwise: commands are done by the program's own way, and damage by hand.</summary>
internal sealed class AuditedLedger : IFaults
{
    public const string Anna = "anna";
    public static readonly Policy Standard = new(DrawOrder.Standard);

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private readonly Committer committer;
    private readonly CustomerStore customers;
    private int commits;
    private bool isHooked;

    private AuditedLedger(int shards, IStorage? storage = null)
    {
        Business = new(storage is null ? "biz" : $"biz_{Guid.NewGuid():N}", "USD", shards, Instant.Min);
        Storage = storage ?? new InMemoryStorage(Time, this);
        Credits = Storage.Table(StoreNames.Credits);
        Runs = new(Storage.Table(StoreNames.Directory));
        customers = new(Credits, Time);
        committer = new(Credits, Time, () => $"{++commits:x32}");
    }

    public ManualTime Time { get; } = new();

    public Business Business { get; }

    public IStorage Storage { get; }

    public ITable Credits { get; }

    public RunStore Runs { get; }

    /// <summary>After how many commits and accounts an audit goes through the rows in another order.</summary>
    public int MostGathered { get; set; } = ScatteredRows.MostGathered;

    /// <summary>Awaited before each read of the audit; what it does itself does not come here again.</summary>
    public Func<StorageCall, Task<Fault>>? BeforeRead { get; set; }

    /// <summary>Asked before each call, writes too.</summary>
    public Func<StorageCall, Fault>? AtCall { get; set; }

    public async ValueTask<Fault> NextAsync(StorageCall call)
    {
        if (AtCall?.Invoke(call) is { } fault and not Fault.None)
        {
            return fault;
        }

        if (BeforeRead is null || isHooked || call.IsWrite)
        {
            return Fault.None;
        }

        isHooked = true;
        try
        {
            return await BeforeRead(call);
        }
        finally
        {
            isHooked = false;
        }
    }

    public ValueTask LaterAsync(StorageCall call) => ValueTask.CompletedTask;

    /// <summary>An empty ledger.</summary>
    public static async Task<AuditedLedger> EmptyAsync(int shards = 1, IStorage? storage = null)
    {
        var ledger = new AuditedLedger(shards, storage);
        await ledger.Storage.CreateAllAsync(CancellationToken.None);
        return ledger;
    }

    /// <summary>
    /// Anna's dollars: entries 1 and 2 are grants, 3 an application, 4 a reservation, 5 its capture, 6 a partial reversal of 3, 7 and 8 one commit: a grant and its void, 9 an
    /// application. Grant 1 is active, grant 7 has ended. And Bo, with a grant.
    /// </summary>
    public static async Task<AuditedLedger> StoryAsync()
    {
        var ledger = await EmptyAsync();
        await ledger.DoAsync(Anna, new GrantCommand(10_000) { Memo = "Season pass" });
        await ledger.DoAsync(Anna, new GrantCommand(500) { Category = GrantCategory.Promotional, Name = "Welcome", ExpiresAt = ledger.In(TimeSpan.FromDays(40)) });
        await ledger.DoAsync(Anna, new ApplyCommand(800));
        await ledger.DoAsync(Anna, new ReserveCommand(300));
        await ledger.DoAsync(Anna, new CaptureCommand(4));
        await ledger.DoAsync(Anna, new ReverseCommand(3) { Amount = 100 });
        await ledger.DoAsync(Anna, new GrantCommand(200), new VoidCommand(7));
        await ledger.DoAsync(Anna, new ApplyCommand(50) { Memo = "Lane hire" });
        await ledger.DoAsync("bo", new GrantCommand(100));
        return ledger;
    }

    public AccountKey Account(string customer = Anna, string unit = "USD") => new(Business.Id, customer, Entitlement.DefaultId, unit);

    public Instant In(TimeSpan span) => Instant.Now(Time).Plus(span);

    /// <summary>Commands that must be done, in one request, a second after the last.</summary>
    public async Task<IReadOnlyList<Entry>> DoAsync(string customer, params Command[] commands)
    {
        var answer = await TryAsync(Account(customer), Standard, commands);
        Assert.Equal(CommitStatus.Committed, answer.Status);
        return answer.Entries;
    }

    /// <summary>Commands that may be refused, of a customer that is made if need be.</summary>
    public Task<CommitAnswer> TryAsync(AccountKey account, Policy policy, params Command[] commands) =>
        TryAsync(account, new Unit(account.Unit, account.Unit == "BHD" ? 3 : 2), policy, commands);

    /// <inheritdoc cref="TryAsync(AccountKey, Policy, Command[])"/>
    public async Task<CommitAnswer> TryAsync(AccountKey account, Unit unit, Policy policy, params Command[] commands)
    {
        Time.Pass(TimeSpan.FromSeconds(1));
        if (await new CreditStore(Credits).CustomerAsync(Business.Id, Business.Shards, account.Customer, CancellationToken.None) is null)
        {
            // It asks for time to pass only where others write the same row.
            await customers.PutAsync(Business.Id, Business.Shards, account.Customer, new(account.Customer), CancellationToken.None);
        }

        return await committer.SubmitAsync(new(account, unit, policy, Business.Shards), new(commands), null);
    }

    /// <summary>All findings of all shards.</summary>
    public async Task<IReadOnlyList<AuditFinding>> AuditAsync()
    {
        var findings = new List<AuditFinding>();
        for (var shard = 0; shard < Business.Shards; shard++)
        {
            var audit = new ShardAudit(Credits, Business, shard, int.MaxValue, MostGathered);
            await audit.RunAsync(CancellationToken.None);
            findings.AddRange(audit.Kept);
        }

        return findings;
    }

    /// <summary>The rows that are found to be wrong.</summary>
    public async Task<IEnumerable<string>> DamagedAsync() => (await AuditAsync()).Select(finding => finding.Row);

    /// <summary>The key of one of Anna's rows, named as <c>account</c>, <c>entry 3</c> or <c>time 1</c>.</summary>
    public async Task<string> KeyAsync(string name)
    {
        var key = Account();
        var (kind, seq) = name.Split(' ') is [var word, var digits] ? (word, long.Parse(digits, System.Globalization.CultureInfo.InvariantCulture)) : (name, 0);
        return kind switch
        {
            "account" => RowKeys.Account(key),
            "customer" => RowKeys.Customer(Anna),
            "id" => RowKeys.AccountHash(key.Hash),
            "entry" => RowKeys.Entry(key, seq),
            "grant" => RowKeys.Grant(key, seq),
            "reservation" => RowKeys.Reservation(key, seq),
            "reversal" => RowKeys.Reversal(key, seq),
            "time" => RowKeys.Time((await new CreditStore(Credits).EntryAsync(key, Business.Shards, seq, CancellationToken.None))!.Entry.Number, key, seq),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
    }

    /// <summary>The columns of a row as they can be written again.</summary>
    public async Task<ReadOnlyMemory<byte>> ColumnsAsync(string row, string customer = Anna) =>
        (await Credits.GetAsync(Partition(customer), row, ReadColumns, [], CancellationToken.None) ?? throw new InvalidOperationException($"{row} is not there.")).Columns;

    /// <summary>Writes to a row by hand.</summary>
    public async Task WriteAsync(RowAction action, string row, ReadOnlyMemory<byte> columns = default, string customer = Anna) =>
        Assert.Equal(WriteOutcome.Done, (await Credits.WriteAsync(Partition(customer), new(action, row, columns), Timeout, CancellationToken.None)).Outcome);

    /// <summary>Changes columns of one of Anna's rows by hand.</summary>
    public async Task EditAsync(string name, string columns) => await WriteAsync(RowAction.Merge, await KeyAsync(name), System.Text.Encoding.UTF8.GetBytes(columns));

    /// <summary>Removes one of Anna's rows by hand.</summary>
    public async Task DeleteAsync(string name) => await WriteAsync(RowAction.Delete, await KeyAsync(name));

    private string Partition(string customer) => RowKeys.Partition(Business.Id, customer, Business.Shards);

    private static Copy ReadColumns(ref Utf8JsonReader json)
    {
        using var row = JsonDocument.ParseValue(ref json);
        var buffer = new ArrayBufferWriter<byte>();
        using (var columns = new Utf8JsonWriter(buffer))
        {
            columns.WriteStartObject();
            foreach (var column in row.RootElement.EnumerateObject().Where(column => column.Name is not ("odata.etag" or "PartitionKey" or "RowKey" or "Timestamp")))
            {
                column.WriteTo(columns);
            }

            columns.WriteEndObject();
        }

        return new(buffer.WrittenMemory);
    }

    private sealed record Copy(ReadOnlyMemory<byte> Columns);
}

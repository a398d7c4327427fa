using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>Writes the files of a shard, account by account in order of their keys. Disposing of it before it is finished leaves nothing, or files that nobody names.</summary>
/// <param name="container">Where they go.</param>
/// <param name="prefix">What their names begin with.</param>
/// <param name="shard">Which shard.</param>
/// <param name="since">Entries created before are left out.</param>
internal sealed class ShardOutput(IBlobContainer container, string prefix, int shard, Instant since) : IAsyncDisposable
{
    private readonly RowWriter row = new();
    private readonly ShardDigest digest = new();
    private readonly NewRowFile accounts = new(container, $"{prefix}.accounts.rows");
    private readonly NewRowFile entries = new(container, $"{prefix}.entries.rows");
    private readonly NewRowFile changes = new(container, $"{prefix}.changes.rows");
    private ulong accountHash;

    /// <summary>What moved.</summary>
    public ShardFlows Flows { get; } = new();

    /// <summary>When the next effect of time comes due in any account; <see cref="Instant.Max"/>: never.</summary>
    public Instant NextDue { get; private set; } = Instant.Max;

    /// <summary>When the oldest of the entries was created; <see cref="Instant.Max"/>: there are none.</summary>
    public Instant Oldest { get; private set; } = Instant.Max;

    /// <summary>What of the shard goes into the manifest.</summary>
    public ShardRecord Record => digest.ToRecord((byte)shard);

    /// <summary>Writes an account; its entries come after it, newest first.</summary>
    /// <param name="key">Which it is.</param>
    /// <param name="after">What it is.</param>
    /// <param name="before">What it was in the earlier snapshot; null: it was not there.</param>
    public void Account(AccountKey key, ShardAccount after, ShardAccount? before)
    {
        after.Write(row);
        accounts.Add(row.Written);
        digest.Append(after.Name, after.Seq, Convert.FromHexString(after.Head.ToString()));
        NextDue = Instant.Earlier(NextDue, after.NextDue);
        accountHash = key.Hash;
        Flows.Close(after);
        if (before is not null)
        {
            Flows.Open(before);
        }

        if (before is null || before.Balance.Totals != after.Balance.Totals || before.Balance.Overage != after.Balance.Overage)
        {
            Change(after.Balance, before?.Balance ?? default, before is null ? ShardChanges.Added : ShardChanges.Moved);
        }
    }

    /// <summary>Begins the entries of the account written last with those that are not written down.</summary>
    public AccountFlow Begin(AccountAsOf account, ShardAccount? before)
    {
        var flow = new AccountFlow(before);
        foreach (var (seq, draft) in account.Past.Due.Reverse())
        {
            flow.Add(draft);
            Entry(account, seq, 0, draft);
        }

        return flow;
    }

    /// <summary>Writes an entry of the account written last, if it moves credit and is of the report's period.</summary>
    public void Entry(AccountAsOf account, Entry entry, AccountFlow flow)
    {
        flow.Add(entry);
        Entry(account, entry.Seq, entry.Number, entry.Draft);
    }

    /// <summary>Ends the entries of an account.</summary>
    public void End(ShardAccount account, AccountFlow flow)
    {
        var (moved, reversed) = flow.Until(account);
        Flows.Add(account.Balance.Unit, moved, reversed);
    }

    /// <summary>Writes an entry as an earlier snapshot has it, if it is of the report's period.</summary>
    /// <param name="earlier">The row.</param>
    /// <param name="isUnwritten">Also one that was not written down then?</param>
    public void Entry(ReadOnlySpan<byte> earlier, bool isUnwritten)
    {
        var entry = new Row(earlier, ShardEntries.Definition, stackalloc long[Row.MaxColumns]);
        var createdAt = Instant.FromMicroseconds(entry.Number(ShardEntries.CreatedAt));
        if (createdAt >= since && (isUnwritten || entry.Number(ShardEntries.EntryNumber) != 0))
        {
            entries.Add(earlier);
            Oldest = Instant.Earlier(Oldest, createdAt);
        }
    }

    /// <summary>Hands on what has come together; called after an account, and now and then while its entries are written.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await accounts.FlushAsync(cancellationToken);
        await entries.FlushAsync(cancellationToken);
        await changes.FlushAsync(cancellationToken);
    }

    /// <summary>Finishes the file of accounts.</summary>
    public Task<RowFileInfo> FinishAccountsAsync(CancellationToken cancellationToken) => accounts.FinishAsync(cancellationToken);

    /// <summary>Finishes the file of entries.</summary>
    public Task<RowFileInfo> FinishEntriesAsync(CancellationToken cancellationToken) => entries.FinishAsync(cancellationToken);

    /// <summary>Finishes the file of changes.</summary>
    public Task<RowFileInfo> FinishChangesAsync(CancellationToken cancellationToken) => changes.FinishAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        digest.Dispose();
        await accounts.DisposeAsync();
        await entries.DisposeAsync();
        await changes.DisposeAsync();
    }

    private void Entry(AccountAsOf account, long seq, long number, EntryDraft draft)
    {
        if (!ShardEntry.IsReported(draft, since))
        {
            return;
        }

        ShardEntry.Write(row, shard, accountHash, account, seq, number, draft);
        entries.Add(row.Written);
        Oldest = Instant.Earlier(Oldest, draft.CreatedAt);
    }

    private void Change(in CreditBalanceRow to, in CreditBalanceRow from, string change)
    {
        row.Begin(to.Unit.Precision).Text(to.CustomerId).Text(to.Entitlement).Text(to.Unit.Code).Text(change)
            .Number(from.Totals.Pending).Number(to.Totals.Pending).Number(from.Totals.Available).Number(to.Totals.Available).Number(from.Totals.Reserved).Number(to.Totals.Reserved)
            .Number(from.Totals.Applied).Number(to.Totals.Applied).Number(from.Totals.Expired).Number(to.Totals.Expired).Number(from.Totals.Voided).Number(to.Totals.Voided)
            .Number(from.Overage).Number(to.Overage);
        changes.Add(row.Written);
    }
}

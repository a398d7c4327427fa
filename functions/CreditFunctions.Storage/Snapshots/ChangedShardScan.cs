using CreditFunctions.Ledger;
using CreditFunctions.Reports;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>
/// Makes a shard's files from those of an earlier snapshot and what has changed since: accounts with commits since, accounts in which something came due, customers that were written. Accounts
/// and entries of the earlier snapshot and the names of changed accounts are all in one order, and are merged.
/// </summary>
/// <param name="reader">Reads the shard.</param>
/// <param name="output">Where its rows go.</param>
/// <param name="from">The slot of the earlier snapshot.</param>
/// <param name="earlier">Its shard.</param>
/// <param name="business">Whose shard.</param>
/// <param name="asOf">The instant the shard is to be as of.</param>
/// <param name="since">Entries created before are left out.</param>
/// <param name="open">Opens a row file of the earlier snapshot.</param>
internal sealed class ChangedShardScan(
    ShardReader reader, ShardOutput output, SnapshotId from, FinishedShard earlier, string business, Instant asOf, Instant since, Func<RowFileInfo, RowStream> open)
{
    private const int LooksAtOnce = 16;
    private const int LooksHeld = 64;
    private const int StepsHeld = 4_096;
    private const int FewEntries = 50;
    private const int FewAccounts = 100;

    // Scans bring a thousand rows at once, looks one.
    private readonly long mostLooks = Math.Max(FewAccounts, earlier.Record.Accounts / 5);
    private long looks;

    private ShardAccount? before;

    /// <summary>Reads and writes all of it; false: nothing is to be written, for all is as it was.</summary>
    /// <exception cref="ContradictionException">It cannot be made from the earlier snapshot.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        if (await reader.IsAnyLateAsync(from.Slot, earlier.StartedAt, cancellationToken))
        {
            throw new ContradictionException($"A commit of before {from} was written after that snapshot was read.");
        }

        await using var changed = new Ahead<ChangedAccount>(reader.AccountsSinceAsync(from.Slot, cancellationToken), cancellationToken);
        await using var customers = new Ahead<ReportedCustomer>(reader.CustomersSinceAsync(earlier.StartedAt, cancellationToken), cancellationToken);
        await changed.MoveAsync();
        await customers.MoveAsync();
        if (changed.Next is null && customers.Next is null && earlier.NextDue > asOf && earlier.OldestEntry >= since)
        {
            return false;
        }

        await using var accounts = open(earlier.Accounts);
        await using var entries = new EarlierEntries(open(earlier.Entries));
        await MoveAsync(accounts);
        for (var steps = await StepsAsync(accounts, changed); steps.Count > 0; steps = await StepsAsync(accounts, changed))
        {
            await LookAsync(steps.FindAll(static step => step.IsLookedAt), cancellationToken);
            foreach (var step in steps)
            {
                for (; customers.Next is { } passed && string.CompareOrdinal(passed.Id, step.Key.Customer) < 0; await customers.MoveAsync())
                {
                    // Its accounts are done, or it has none.
                }

                await WriteAsync(step, customers.Next?.Id == step.Key.Customer ? customers.Next : null, entries, cancellationToken);
            }
        }

        return true;
    }

    /// <summary>The next accounts in order, as many as are worked off together; none: there are no more.</summary>
    private async Task<List<ShardStep>> StepsAsync(RowStream accounts, Ahead<ChangedAccount> changed)
    {
        var steps = new List<ShardStep>();
        for (var held = 0; steps.Count < StepsHeld && held < LooksHeld && (before is not null || changed.Next is not null);)
        {
            var order = before is null ? 1 : changed.Next is null ? -1 : string.CompareOrdinal(before.Name, changed.Next.Name);
            var step = order < 0
                ? new ShardStep(before!.KeyOf(business), before, before.NextDue <= asOf)
                : new ShardStep(changed.Next!.Key, order == 0 ? before : null, true);
            steps.Add(step);
            held += step.IsLookedAt ? 1 : 0;
            if (order <= 0)
            {
                await MoveAsync(accounts);
            }

            if (order >= 0)
            {
                await changed.MoveAsync();
            }
        }

        return steps;
    }

    private async ValueTask MoveAsync(RowStream accounts)
    {
        await accounts.MoveAsync();
        before = accounts.HasRow ? ShardAccount.Read(accounts.Row) : null;
    }

    private Task LookAsync(List<ShardStep> steps, CancellationToken cancellationToken)
    {
        looks += steps.Count;
        return looks > mostLooks
            ? throw new ContradictionException($"More than {mostLooks} of {earlier.Record.Accounts} accounts have changed.")
            : SomeAtOnce.RunAsync(steps.Count, LooksAtOnce, (at, token) => LookAsync(steps[at], token), cancellationToken);
    }

    private async Task LookAsync(ShardStep step, CancellationToken cancellationToken)
    {
        var row = await reader.AccountAsync(step.Key, cancellationToken) ?? throw new ContradictionException("An account is gone.");
        step.Now = await reader.AtInstantAsync(row, cancellationToken);
        var seq = step.Now?.Past.Seq ?? 0;
        if (seq < step.SeqBefore)
        {
            throw new ContradictionException($"An account of {step.SeqBefore} entries has {seq}.");
        }

        if (step.Now is not null && step.Before is null)
        {
            step.Customer = await reader.CustomerAsync(step.Key.Customer, cancellationToken) ?? throw new StorageException("An account has no customer.", false);
        }

        step.Entries = seq == step.SeqBefore ? []
            : seq - step.SeqBefore <= FewEntries ? await reader.FewEntriesAsync(step.Key, seq, step.SeqBefore + 1, cancellationToken)
            : null;
    }

    private async Task WriteAsync(ShardStep step, ReportedCustomer? customer, EarlierEntries entries, CancellationToken cancellationToken)
    {
        if (step.Now is { } now)
        {
            customer ??= step.Customer ?? ReportedCustomer.Of(step.Before!.Balance);
            var after = ShardAccount.Of(now, customer);
            output.Account(step.Key, after, step.Before);
            await WriteAsync(step, now, after, cancellationToken);
            // What was not written down then is by now, or was counted again.
            await CopyAsync(after.Name, entries, isUnwritten: false, cancellationToken);
        }
        else if (step.Before is { } stands)
        {
            var after = customer is null ? stands : stands.With(customer);
            output.Account(step.Key, after, stands);
            await CopyAsync(after.Name, entries, isUnwritten: true, cancellationToken);
        }
    }

    /// <summary>Writes the entries since, which must lead from the earlier snapshot's last to this one's.</summary>
    private async Task WriteAsync(ShardStep step, AccountAsOf now, ShardAccount after, CancellationToken cancellationToken)
    {
        var flow = output.Begin(now, step.Before);
        var (seq, head) = (after.Seq, after.Head);
        var rows = step.Entries?.ToAsyncEnumerable() ?? reader.EntriesAsync(step.Key, seq, step.SeqBefore + 1, cancellationToken);
        await foreach (var row in rows)
        {
            if (row.Entry.Seq != seq || EntryHash.Of(row.Canonical.Span) != head)
            {
                throw new ContradictionException($"Entry {seq} of an account is not the one that those after it follow.");
            }

            reader.Check(row);
            output.Entry(now, row.Entry, flow);
            (seq, head) = (seq - 1, row.Entry.Previous);
            await output.FlushAsync(cancellationToken);
        }

        if (seq != step.SeqBefore || head != (step.Before?.Head ?? EntryHash.Genesis(step.Key, now.Unit)))
        {
            throw new ContradictionException($"The entries of an account after {step.SeqBefore} do not follow the earlier snapshot's last.");
        }

        output.End(after, flow);
    }

    private async Task CopyAsync(string account, EarlierEntries entries, bool isUnwritten, CancellationToken cancellationToken)
    {
        await entries.TakeAsync(account, row =>
        {
            output.Entry(row.Row, isUnwritten);
            return output.FlushAsync(cancellationToken);
        });
        await output.FlushAsync(cancellationToken);
    }
}

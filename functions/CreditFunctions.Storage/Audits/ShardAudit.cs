using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Audits;

/// <summary>
/// Looks at all accounts of one shard, in one pass over each kind of row. Whatever looks wrong is looked at again by itself before it is a finding, since writes go on.
/// </summary>
/// <param name="credits">The table.</param>
/// <param name="business">Whose shard.</param>
/// <param name="shard">Which.</param>
/// <param name="mostKept">How many findings are kept; all are counted.</param>
/// <param name="mostGathered">How many commits and accounts are gathered before rows in another order are gone through.</param>
internal sealed class ShardAudit(ITable credits, Business business, int shard, int mostKept, int mostGathered = ScatteredRows.MostGathered)
{
    private readonly string partition = RowKeys.Partition(business.Id, shard);
    private readonly HashSet<string> owned = new(StringComparer.Ordinal);
    private readonly List<AuditFinding> kept = [];
    private string? customer;

    /// <summary>How many accounts there are.</summary>
    public long Accounts { get; private set; }

    /// <summary>How many entries were looked at.</summary>
    public long Entries { get; private set; }

    /// <summary>How many rows were found to be wrong.</summary>
    public long Findings { get; private set; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<AuditFinding> Kept => kept;

    /// <summary>Looks at everything.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var accounts = OfAccounts(RowKeys.Accounts, hasNumber: false);
        await using var entries = OfAccounts(RowKeys.Entries, hasNumber: true);
        await using var grants = OfAccounts("grant!", hasNumber: true);
        await using var reservations = OfAccounts("reservation!", hasNumber: true);
        await using var reversals = OfAccounts("reversal!", hasNumber: true);
        await using var customers = Cursor(RowKeys.Customers, static key => RowName.Of(key, 1, hasNumber: false));
        RowCursor[] all = [accounts, entries, grants, reservations, reversals];
        foreach (var cursor in all.Append(customers))
        {
            await cursor.MoveAsync();
        }

        var scattered = new ScatteredRows(credits, business.Id, partition, mostGathered, Found, cancellationToken);
        while (all.Select(cursor => cursor.Next).Where(next => next is not null).MinBy(next => next!.Value.Path, StringComparer.Ordinal) is { } name)
        {
            if (name.Customer != customer)
            {
                await FinishCustomersAsync(customers, name.Customer, cancellationToken);
            }

            var path = name.Path;
            var isThere = accounts.Next?.Path == path || entries.Next?.Path == path;
            var rows = new AccountRows(await accounts.TakeAsync(path), entries.TakeAllAsync(path), grants.TakeAllAsync(path), reservations.TakeAllAsync(path), reversals.TakeAllAsync(path));
            await LookAsync(RowName.Account(business.Id, path), rows, isThere, scattered, cancellationToken);
            foreach (var cursor in all)
            {
                // Where entries are damaged the rest was not looked at.
                await foreach (var _ in cursor.TakeAllAsync(path))
                {
                }
            }
        }

        await FinishCustomersAsync(customers, null, cancellationToken);
        await scattered.CheckRestAsync();

        RowCursor OfAccounts(string kind, bool hasNumber) => Cursor(kind, key => RowName.Of(key, 3, hasNumber));

        RowCursor Cursor(string kind, Func<string, RowName?> read) =>
            new(credits, partition, kind, read, row => Found(new(partition, row.Key, null, null, null, "No row of this kind has such a key.")), cancellationToken);
    }

    private async Task LookAsync(AccountKey key, AccountRows rows, bool isThere, ScatteredRows scattered, CancellationToken cancellationToken)
    {
        if (isThere)
        {
            Accounts++;
            owned.Add($"{key.Entitlement}!{key.Unit}");
            scattered.Expect(key);
            if (Shard.Of(key.Customer, business.Shards) != shard)
            {
                Found(new(partition, RowKeys.Account(key), key.Customer, key.Entitlement, key.Unit, "The account belongs in another partition."));
            }
        }

        StoredCommit? commit = null;
        Look look;
        try
        {
            look = await new AccountCheck(credits, partition, key).RunAsync(rows, SeeAsync, cancellationToken);
            if (commit is not null)
            {
                await scattered.ExpectAsync(key, commit);
            }

            if (look.Findings.Count > 0)
            {
                look = await new AccountAudit(credits, partition, key).RunAsync(cancellationToken);
            }
        }
        catch (Exception exception) when (exception is not (StorageException or OperationCanceledException))
        {
            // Damage nobody thought of must not keep the other accounts from being looked at.
            scattered.Distrust(key);
            Found(new(partition, RowKeys.Account(key), key.Customer, key.Entitlement, key.Unit, $"The account's rows cannot be judged: {exception.GetType().Name}."));
            return;
        }

        if (!look.TellsCommits)
        {
            scattered.Distrust(key);
        }

        foreach (var finding in look.Findings)
        {
            Found(finding);
        }

        async Task SeeAsync(Entry entry)
        {
            Entries++;
            var more = commit?.With(entry);
            if (commit is not null && more is null)
            {
                await scattered.ExpectAsync(key, commit);
            }

            commit = more ?? StoredCommit.Of(entry);
        }
    }

    /// <summary>Judges the customers before the next one that has accounts, and the one whose accounts these were.</summary>
    private async Task FinishCustomersAsync(RowCursor customers, string? next, CancellationToken cancellationToken)
    {
        var isMet = customer is null;
        while (customers.Next is { } name && (next is null || string.CompareOrdinal(name.Customer, next) < 0))
        {
            var row = await customers.TakeAsync(name.Path);
            var isIt = name.Customer == customer;
            isMet |= isIt;
            await JudgeAsync(name.Customer, row, isIt ? owned : [], cancellationToken);
        }

        if (!isMet)
        {
            await JudgeAsync(customer!, null, owned, cancellationToken);
        }

        customer = next;
        owned.Clear();
    }

    private async Task JudgeAsync(string id, RawRow? row, HashSet<string> accounts, CancellationToken cancellationToken)
    {
        if (row is not null && Shard.Of(id, business.Shards) != shard)
        {
            Found(new(partition, RowKeys.Customer(id), id, null, null, "The customer belongs in another partition."));
        }

        if (CustomerAudit.Problem(row, accounts) is not null && await new CustomerAudit(credits, partition, id).RunAsync(cancellationToken) is { } problem)
        {
            Found(new(partition, RowKeys.Customer(id), id, null, null, problem));
        }
    }

    private void Found(AuditFinding finding)
    {
        Findings++;
        if (kept.Count < mostKept)
        {
            kept.Add(finding);
        }
    }
}

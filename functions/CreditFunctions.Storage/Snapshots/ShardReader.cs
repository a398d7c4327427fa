using System.Runtime.CompilerServices;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>
/// Reads one shard as of one instant, though writes go on. An account is read before its entries: its seq bounds which of them count, so both say the same. One that changed after the
/// instant is taken back to its last entry not after it; see <see cref="PastAccounts"/>.
/// </summary>
/// <param name="credits">The table.</param>
/// <param name="business">Whose shard.</param>
/// <param name="shard">Which.</param>
/// <param name="asOf">The instant.</param>
/// <param name="startedAt">When the reading began: a row dated up to the instant but written after this could have been missed.</param>
/// <param name="reads">Hears of every account that a scan reads, before it is taken back to the instant.</param>
internal sealed class ShardReader(ITable credits, Business business, int shard, Instant asOf, Instant startedAt, Action? reads = null)
{
    private const int AccountsAtOnce = 16;

    // Names of changed accounts that are held at once: some 3 MB.
    private const int MostNames = 20_000;

    /// <summary>By how much a commit's number may run ahead of its date: clocks may differ by 2 s, and numbers go on from the highest that was met.</summary>
    private static readonly TimeSpan NumbersAhead = TimeSpan.FromMinutes(1);

    /// <summary>How far back from an earlier snapshot's instant commits are looked for that were written after it was read. They are to be written within 5 s.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(1);

    /// <summary>By how much the service's clock may be behind this one's.</summary>
    private static readonly TimeSpan ClockMargin = TimeSpan.FromMinutes(1);

    private readonly CreditStore store = new(credits);
    private readonly CommitFeed feed = new(credits);
    private readonly string partition = RowKeys.Partition(business.Id, shard);

    /// <summary>Was a row met that others of its kind could have been missed beside? Then what was read proves nothing and is read again.</summary>
    public bool IsDoubtful { get; private set; }

    /// <summary>
    /// The accounts that had an entry by the instant, in order of their keys, each with its customer. Accounts and customers are two scans beside each other. No account is without its
    /// customer: an account is opened in one transaction with a write of its customer's row, which was there before, and a customer with accounts is never deleted. So whose account had
    /// an entry by the instant was there when the scans began; or the entry was written later than that, which is doubtful.
    /// </summary>
    public async IAsyncEnumerable<(AccountAsOf Account, ReportedCustomer Customer)> AccountsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var customers = credits.ScanAsync(Customers(), ReportedCustomer.Read, cancellationToken).GetAsyncEnumerator(cancellationToken);
        ReportedCustomer? customer = null;
        await foreach (var account in AtInstantAsync(cancellationToken))
        {
            while (customer is null || string.CompareOrdinal(customer.Id, account.Key.Customer) < 0)
            {
                customer = await customers.MoveNextAsync() ? customers.Current : throw Missing();
            }

            yield return customer.Id == account.Key.Customer ? (account, customer) : throw Missing();
        }

        static StorageException Missing() => new("An account has no customer.", false);
    }

    /// <summary>
    /// The entries of a range of accounts, newest first within each; of each account those not posted before <paramref name="since"/>, which are its newest.
    /// </summary>
    public IAsyncEnumerable<EntryRow> EntriesAsync(AccountKey first, AccountKey last, Instant since, CancellationToken cancellationToken)
    {
        var query = new RowQuery(partition, RowKeys.EntriesOf(first), RowQuery.Prefix(partition, RowKeys.EntriesOf(last)).To)
        {
            Where = since == Instant.Min ? [] : [new("posted_at", Comparison.GreaterOrEqual, Time: since)],
        };
        return credits.ScanAsync(query, EntryRow.Read, cancellationToken);
    }

    /// <summary>The account as it was at the instant; null if it had no entry by then.</summary>
    public async Task<AccountAsOf?> AtInstantAsync(AccountRow row, CancellationToken cancellationToken)
    {
        var account = row.Account;
        Doubt(account.Number, row.Timestamp);
        if (await store.AtAsync(account, business.Shards, asOf, cancellationToken) is not { } past)
        {
            return null;
        }

        if (past.Entry is { } last)
        {
            Check(last);
        }

        return new(account.Key, account.Unit, account.CreatedAt, past, past.Entry is null ? account.NextDue ?? Instant.Max : Instant.Min);
    }

    /// <summary>An account as it is stored; null if there is none.</summary>
    public Task<AccountRow?> AccountAsync(AccountKey key, CancellationToken cancellationToken) => store.AccountAsync(key, business.Shards, cancellationToken);

    /// <summary>The entries of an account from one down to another, both included, newest first.</summary>
    public IAsyncEnumerable<EntryRow> EntriesAsync(AccountKey key, long from, long downTo, CancellationToken cancellationToken) =>
        credits.ScanAsync(new(partition, RowKeys.Entry(key, from), RowKeys.Entry(key, downTo - 1)), EntryRow.Read, cancellationToken);

    /// <summary>The same, of an account with few.</summary>
    public Task<IReadOnlyList<EntryRow>> FewEntriesAsync(AccountKey key, long from, long downTo, CancellationToken cancellationToken) =>
        feed.EntriesAsync(new(0, key, downTo, from - downTo + 1), business.Shards, cancellationToken);

    /// <summary>A customer as reports show it; null if there is none.</summary>
    public Task<ReportedCustomer?> CustomerAsync(string id, CancellationToken cancellationToken) =>
        credits.GetAsync(partition, RowKeys.Customer(id), ReportedCustomer.Read, ReportedCustomer.Columns, cancellationToken);

    /// <summary>The customers that were written since an earlier snapshot was read, in order of their ids. The service looks for them, so that others cost no transfer.</summary>
    public IAsyncEnumerable<ReportedCustomer> CustomersSinceAsync(Instant earlierRead, CancellationToken cancellationToken)
    {
        var since = Instant.FromMicroseconds(Math.Max(0, earlierRead.Plus(-ClockMargin).Microseconds));
        return credits.ScanAsync(Customers() with { Where = [new("Timestamp", Comparison.GreaterOrEqual, Time: since)] }, ReportedCustomer.Read, cancellationToken);
    }

    /// <summary>Was a commit written after an earlier snapshot was read that it should have had? Then others may have been missed too.</summary>
    /// <param name="earlier">The earlier snapshot's instant.</param>
    /// <param name="earlierRead">When it was begun to be read.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public async Task<bool> IsAnyLateAsync(Instant earlier, Instant earlierRead, CancellationToken cancellationToken)
    {
        var query = Commits(Math.Max(0, earlier.Microseconds - (long)Overlap.TotalMicroseconds), earlier.Microseconds) with
        {
            Where = [new("Timestamp", Comparison.Greater, Time: earlierRead)],
        };
        await foreach (var _ in credits.ScanAsync(query, TimeRow.Read, cancellationToken))
        {
            return true;
        }

        return false;
    }

    /// <summary>
    /// The accounts with a commit after an earlier snapshot's instant, in order of their keys; some of them may have changed after this one's instant only. Commits are in another order: those of
    /// more than <see cref="MostNames"/> accounts are gone through once for each such stretch.
    /// </summary>
    public async IAsyncEnumerable<ChangedAccount> AccountsSinceAsync(Instant earlier, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = Commits(earlier.Microseconds, asOf.Plus(NumbersAhead).Microseconds);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        string? after = null;
        for (var isAll = false; !isAll;)
        {
            isAll = true;
            names.Clear();
            await foreach (var (_, commit, timestamp) in credits.ScanAsync(query, TimeRow.Read, cancellationToken))
            {
                Doubt(commit.Number, timestamp);
                var name = RowKeys.Account(commit.Account);
                if ((after is null || string.CompareOrdinal(name, after) > 0) && names.Add(name) && names.Count > MostNames)
                {
                    isAll = false;
                    names.Remove(names.Max!);
                }
            }

            after = names.Max;
            foreach (var name in names)
            {
                yield return new(name, RowKeys.AccountOf(partition, name));
            }
        }
    }

    /// <summary>Looks at an entry that counts.</summary>
    public void Check(EntryRow row) => Doubt(row.Entry.Number, row.Timestamp);

    private async IAsyncEnumerable<AccountAsOf> AtInstantAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Most are known when they are read; those that changed since are taken back beside each other.
        var looks = new Queue<Task<AccountAsOf?>>();
        try
        {
            await foreach (var row in credits.ScanAsync(RowQuery.Prefix(partition, RowKeys.Accounts), AccountRow.Read, cancellationToken))
            {
                reads?.Invoke();
                looks.Enqueue(AtInstantAsync(row, cancellationToken));
                while (looks.TryPeek(out var next) && (next.IsCompleted || looks.Count >= AccountsAtOnce))
                {
                    _ = looks.Dequeue();
                    if (await next is { } account)
                    {
                        yield return account;
                    }
                }
            }

            while (looks.TryDequeue(out var last))
            {
                if (await last is { } account)
                {
                    yield return account;
                }
            }
        }
        finally
        {
            await ((Task)Task.WhenAll(looks)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <summary>The commits with numbers above one and up to another.</summary>
    private RowQuery Commits(long above, long upTo) => new(partition, RowKeys.TimesOf(upTo), RowKeys.TimesOf(above)) { Select = TimeRow.Columns };

    private RowQuery Customers() => RowQuery.Prefix(partition, RowKeys.Customers) with { Select = ReportedCustomer.Columns };

    /// <summary>A number tells the microsecond of the commit, for effects of time too.</summary>
    private void Doubt(long number, Instant timestamp)
    {
        // Looks run beside each other: what one of them has found no other takes back.
        if (number <= asOf.Microseconds && timestamp > startedAt)
        {
            IsDoubtful = true;
        }
    }
}

/// <summary>An account that may have changed.</summary>
/// <param name="Name">The key of its row, which accounts are in order of.</param>
/// <param name="Key">Which it is.</param>
internal sealed record ChangedAccount(string Name, AccountKey Key);

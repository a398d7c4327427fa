using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Audits;

/// <summary>
/// Checks the rows of a shard that are not in order of its accounts: <c>time!</c>, one a commit, and <c>id!</c>, one an account. What must be there is gathered account by
/// account up to a bound; then all rows of both kinds are gone through once for that stretch of accounts, and what was gathered is forgotten.
/// </summary>
/// <param name="credits">The table.</param>
/// <param name="business">Whose shard.</param>
/// <param name="partition">The shard's partition.</param>
/// <param name="mostGathered">How much is gathered at most.</param>
/// <param name="found">Gets what is wrong.</param>
/// <param name="cancellationToken">Breaks it off.</param>
internal sealed class ScatteredRows(ITable credits, string business, string partition, int mostGathered, Action<AuditFinding> found, CancellationToken cancellationToken)
{
    /// <summary>Commits and accounts that take some 20 MB.</summary>
    public const int MostGathered = 50_000;

    private const string Hashes = "id!";

    private readonly Dictionary<string, (AccountKey Account, StoredCommit Commit)> commits = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AccountKey> hashes = new(StringComparer.Ordinal);
    private readonly HashSet<AccountKey> damaged = [];
    private string after = "";

    /// <summary>An account is there: so must be the row behind its hash.</summary>
    public void Expect(AccountKey account) => hashes[RowKeys.AccountHash(account.Hash)] = account;

    /// <summary>A commit is there: so must be its row. Accounts come in order, and the commits of each newest first.</summary>
    public async Task ExpectAsync(AccountKey account, StoredCommit commit)
    {
        commits[commit.Row(account)] = (account, commit);
        if (commits.Count + hashes.Count >= mostGathered)
        {
            await CheckAsync(Place(account, commit.FirstSeq));
        }
    }

    /// <summary>Entries of this account are damaged, so what they tell of commits is not to be relied on.</summary>
    public void Distrust(AccountKey account) => damaged.Add(account);

    /// <summary>Checks the rows of all accounts that are left.</summary>
    public Task CheckRestAsync() => CheckAsync(upTo: null);

    /// <summary>A commit's place in the order in which they are gathered; with the highest seq there can be, its account's.</summary>
    private static string Place(AccountKey account, long seq) => RowKeys.Entry(account, seq);

    private static ReadOnlyMemory<byte> Columns(StoredCommit commit) => TimeRow.Write(commit.Entries, commit.Grants, commit.Id);

    private async Task CheckAsync(string? upTo)
    {
        await CheckHashesAsync(upTo);
        await CheckTimesAsync(upTo);
        after = upTo ?? after;
        commits.Clear();
        hashes.Clear();
        damaged.Clear();
    }

    private bool IsNow(string place, string? upTo) => string.CompareOrdinal(place, after) > 0 && (upTo is null || string.CompareOrdinal(place, upTo) <= 0);

    private async Task CheckTimesAsync(string? upTo)
    {
        await foreach (var row in credits.RawAsync(RowQuery.Prefix(partition, RowKeys.Times), cancellationToken))
        {
            if (commits.Remove(row.Key, out var expected))
            {
                Compare(row, expected.Account, damaged.Contains(expected.Account) ? null : row.DifferenceFrom(Columns(expected.Commit)));
            }
            else if (AccountOfTime(row.Key) is not { } name)
            {
                // Of no account: it is told once, with the first.
                Compare(row, null, after.Length == 0 ? "No row of this kind has such a key." : null);
            }
            else if (IsNow(Place(name.Account, name.Seq), upTo) && !damaged.Contains(name.Account))
            {
                Compare(row, name.Account, await ProblemOfUnexpectedAsync(row, name.Account, name.Seq));
            }
        }

        foreach (var (row, (account, commit)) in commits.Where(commit => !damaged.Contains(commit.Value.Account)))
        {
            if (await credits.RawAsync(partition, row, cancellationToken) is null)
            {
                Found(row, account, $"It is missing, though there is a commit of {commit.Entries} entries from {commit.FirstSeq} on.");
            }
        }
    }

    private async Task CheckHashesAsync(string? upTo)
    {
        await foreach (var row in credits.RawAsync(RowQuery.Prefix(partition, Hashes), cancellationToken))
        {
            if (hashes.Remove(row.Key, out var account))
            {
                Compare(row, account, row.DifferenceFrom(AccountHashRow.Write(account)));
            }
            else if (AccountOfHash(row) is not { } named)
            {
                Compare(row, null, after.Length == 0 ? "It names no account." : null);
            }
            else if (IsNow(Place(named, long.MaxValue), upTo))
            {
                // An account that is new since is no mistake.
                var isThere = RowKeys.AccountHash(named.Hash) == row.Key && await credits.RawAsync(partition, RowKeys.Account(named), cancellationToken) is not null;
                Compare(row, named, isThere ? row.DifferenceFrom(AccountHashRow.Write(named)) : "It must not be there: there is no account of this hash.");
            }
        }

        foreach (var (row, account) in hashes)
        {
            if (await credits.RawAsync(partition, row, cancellationToken) is null)
            {
                Found(row, account, "It is missing, though its account is there: what has an id of the account cannot be found.");
            }
        }
    }

    /// <summary>A commit that is new since is no mistake: its entries say so.</summary>
    private async Task<string?> ProblemOfUnexpectedAsync(RawRow row, AccountKey account, long seq)
    {
        StoredCommit? commit = null;
        var last = Math.Min(seq, long.MaxValue - Limits.CommitRows) + Limits.CommitRows;
        await foreach (var stored in credits.EntriesAsync(partition, account, Math.Max(1, seq), last, cancellationToken))
        {
            if (StoredEntry.Of(stored) is { IsInItsPlace: true, Entry: { } entry })
            {
                commit = commit?.With(entry) ?? StoredCommit.Of(entry);
            }
        }

        return commit?.Row(account) == row.Key && await EntryBeforeIsOfAnotherAsync(account, commit) ? row.DifferenceFrom(Columns(commit)) : "It must not be there: no such commit begins with this entry.";
    }

    private async Task<bool> EntryBeforeIsOfAnotherAsync(AccountKey account, StoredCommit commit) =>
        await credits.RawAsync(partition, RowKeys.Entry(account, commit.FirstSeq - 1), cancellationToken) is not { } before || StoredEntry.Of(before).Entry?.CommitId != commit.Id;

    private void Compare(RawRow row, AccountKey? account, string? problem)
    {
        if (problem is not null)
        {
            Found(row.Key, account, problem);
        }
    }

    private void Found(string row, AccountKey? account, string problem) => found(new(partition, row, account?.Customer, account?.Entitlement, account?.Unit, problem));

    private (AccountKey Account, long Seq)? AccountOfTime(string key)
    {
        // time!{number}!{customer}!{entitlement}!{unit}!{seq}: without its number, it is named as a reservation is.
        var parts = key.Split('!', 3);
        return parts.Length == 3 && parts[1].Length == parts[1].Count(char.IsAsciiDigit) && RowName.Of($"{parts[0]}!{parts[2]}", 3, hasNumber: true) is { } name
            ? (RowName.Account(business, name.Path), name.Last)
            : null;
    }

    private AccountKey? AccountOfHash(RawRow row)
    {
        var key = $"{Hashes}{row.Text("customer")}!{row.Text("entitlement")}!{row.Text("unit")}";
        return RowName.Of(key, 3, hasNumber: false) is { } name ? RowName.Account(business, name.Path) : null;
    }
}

using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Audits;

/// <summary>Compares a customer's list of accounts with the accounts there are.</summary>
/// <param name="credits">The table.</param>
/// <param name="partition">The customer's partition.</param>
/// <param name="customer">The customer.</param>
internal sealed class CustomerAudit(ITable credits, string partition, string customer)
{
    private const int MaxLooks = 3;

    /// <summary>What is wrong with the row; null: nothing.</summary>
    /// <param name="row">The row; null: there is none.</param>
    /// <param name="accounts">Entitlement and unit of each account, as they stand in keys.</param>
    public static string? Problem(RawRow? row, IReadOnlySet<string> accounts)
    {
        if (row is null)
        {
            return accounts.Count == 0 ? null : $"It is missing, though the customer has {accounts.Count} accounts.";
        }

        var listed = Listed(row);
        string[] problems =
        [
            .. accounts.Where(account => !listed.Contains(account, StringComparer.Ordinal)).Select(account => $"{account} is not in its list of accounts"),
            .. listed.Where(account => !accounts.Contains(account)).Select(account => $"{account} is in its list of accounts, and there is nothing of it"),
            .. listed.GroupBy(account => account, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => $"{same.Key} is in its list of accounts {same.Count()} times"),
        ];
        return problems.Length == 0 ? null : string.Join("; ", problems) + ".";
    }

    /// <summary>What is wrong for certain; null: nothing. The list is read first: whatever it has is there by then.</summary>
    public async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        for (var looks = 0; looks < MaxLooks; looks++)
        {
            var row = await RowAsync(cancellationToken);
            var problem = Problem(row, await AccountsAsync(row, cancellationToken));
            var now = await RowAsync(cancellationToken);
            if (problem is null || row?.Text("accounts") == now?.Text("accounts"))
            {
                return problem;
            }
        }

        // It gets one account after the other: the next audit looks again.
        return null;
    }

    private static string[] Listed(RawRow? row) => (row?.Text("accounts") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private Task<RawRow?> RowAsync(CancellationToken cancellationToken) => credits.RawAsync(partition, RowKeys.Customer(customer), cancellationToken);

    /// <summary>The accounts that have a row, and those in the list that have entries though their row is gone.</summary>
    private async Task<HashSet<string>> AccountsAsync(RawRow? row, CancellationToken cancellationToken)
    {
        var accounts = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var account in credits.RawAsync(RowQuery.Prefix(partition, $"{RowKeys.Accounts}{customer}!"), cancellationToken))
        {
            accounts.Add(account.Key[(RowKeys.Accounts.Length + customer.Length + 1)..]);
        }

        foreach (var listed in Listed(row).Where(listed => !accounts.Contains(listed)).ToList())
        {
            await foreach (var _ in credits.RawAsync(RowQuery.Prefix(partition, $"{RowKeys.Entries}{customer}!{listed}!") with { PageSize = 1 }, cancellationToken))
            {
                accounts.Add(listed);
                break;
            }
        }

        return accounts;
    }
}

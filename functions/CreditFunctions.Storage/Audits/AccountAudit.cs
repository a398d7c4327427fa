using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Audits;

/// <summary>
/// Looks at one account alone. Writes go on meanwhile: the account's row is read first and bounds which entries count, but rows read later may be newer. So a look
/// proves what is wrong only if the account has not changed until its end.
/// </summary>
/// <param name="credits">The table.</param>
/// <param name="partition">The account's partition.</param>
/// <param name="key">The account.</param>
internal sealed class AccountAudit(ITable credits, string partition, AccountKey key)
{
    private const int MaxLooks = 3;

    /// <summary>What is wrong for certain.</summary>
    public async Task<Look> RunAsync(CancellationToken cancellationToken)
    {
        Look? certain = null;
        for (var looks = 0; looks < MaxLooks; looks++)
        {
            var account = await AccountAsync(cancellationToken);
            var rows = new AccountRows(account, Rows("entry!"), Rows("grant!"), Rows("reservation!"), Rows("reversal!"));
            var look = await new AccountCheck(credits, partition, key).RunAsync(rows, static _ => Task.CompletedTask, cancellationToken);
            if (look.Findings.Count == 0 || IsSame(account, await AccountAsync(cancellationToken)))
            {
                return look;
            }

            // What a write of the moment made look wrong does not look wrong in the same way again: each look begins with what is written by then.
            certain = certain is null ? look : new([.. look.Findings.Intersect(certain.Findings)], look.IsWhole || certain.IsWhole);
        }

        return certain!;

        IAsyncEnumerable<RawRow> Rows(string kind) => credits.RawAsync(RowQuery.Prefix(partition, $"{kind}{key.Customer}!{key.Entitlement}!{key.Unit}!"), cancellationToken);
    }

    private Task<RawRow?> AccountAsync(CancellationToken cancellationToken) => credits.RawAsync(partition, RowKeys.Account(key), cancellationToken);

    private static bool IsSame(RawRow? before, RawRow? after) => before?.Text("head") == after?.Text("head") && before?.Number("seq") == after?.Number("seq");
}

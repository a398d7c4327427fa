using System.Runtime.CompilerServices;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Dialects.Dodo;

/// <summary>An entry of an account, or an effect of time that has come due and is not written down yet.</summary>
/// <param name="Seq">Its place in the account: of what is not written down, the one it will have unless history is imported into the account before.</param>
/// <param name="Draft">What happened.</param>
/// <param name="Totals">The account's totals after it.</param>
/// <param name="Overage">The account's overage after it.</param>
internal readonly record struct AccountEntry(long Seq, EntryDraft Draft, Totals Totals, long Overage);

/// <summary>Reads the ledger of one account, newest first, a page of rows at a time.</summary>
internal sealed class AccountEntries(CreditStore store, TimeProvider clock)
{
    private const int FirstPage = 100;
    private const int LastPage = 1000;

    /// <summary>All entries; what has come due comes first. Only what is asked for is read.</summary>
    public async IAsyncEnumerable<AccountEntry> NewestFirstAsync(Account account, int shards, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var due = Settlement.Effects(account, Instant.Later(Instant.Now(clock), account.UpdatedAt))
            .Select(static effect => new AccountEntry(effect.After.Seq, effect.Draft, effect.After.Totals, effect.After.Overage)).ToList();
        for (var at = due.Count - 1; at >= 0; at--)
        {
            yield return due[at];
        }

        for (var (from, limit) = (account.Seq, FirstPage); from > 0; limit = LastPage)
        {
            var page = await store.EntriesAsync(account.Key, shards, from, limit, cancellationToken);
            foreach (var row in page)
            {
                yield return new(row.Entry.Seq, row.Entry.Draft, row.Entry.Totals, row.Entry.Overage);
            }

            from = page.Count == 0 ? 0 : page[^1].Entry.Seq - 1;
        }
    }
}

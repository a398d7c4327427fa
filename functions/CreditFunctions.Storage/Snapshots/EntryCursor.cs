using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>Hands out the entries of accounts that are asked for in order of their keys; entries of others are passed by.</summary>
internal sealed class EntryCursor(IAsyncEnumerable<EntryRow> rows, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly Ahead<EntryRow> rows = new(rows, cancellationToken);
    private bool isBegun;

    /// <summary>The entries of an account by its instant, newest first. None may be missing between the account's last and the last that is read.</summary>
    /// <param name="account">The account.</param>
    /// <param name="isComplete">Are all read, down to the account's first?</param>
    /// <exception cref="StorageException">One is missing.</exception>
    public async IAsyncEnumerable<EntryRow> OfAsync(AccountAsOf account, bool isComplete)
    {
        if (!isBegun)
        {
            isBegun = true;
            await rows.MoveAsync();
        }

        var name = RowKeys.Account(account.Key);
        var seq = account.Past.Seq;
        for (; rows.Next is { } next && string.CompareOrdinal(RowKeys.Account(next.Account), name) <= 0; await rows.MoveAsync())
        {
            if (next.Account == account.Key && next.Entry.Seq <= account.Past.Seq)
            {
                yield return next.Entry.Seq == seq ? next : throw Missing();
                seq--;
            }
        }

        if (isComplete && seq != 0)
        {
            throw Missing();
        }

        StorageException Missing() => new($"Entry {seq} of an account with {account.Past.Seq} entries is missing.", false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => rows.DisposeAsync();
}

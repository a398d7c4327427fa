using System.Globalization;
using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Imports;

namespace CreditFunctions.Imports;

/// <summary>
/// How far an attempt at a chunk came with one customer before it ended in the middle. Whatever it did not do before the last line that it did on an account, the ledger
/// refused: such a line is not tried again, since later ones may have made possible what was refused.
/// </summary>
internal sealed class EarlierAttempt(ImportChunk chunk, CreditStore store, CachedDirectory directory, TimeProvider clock)
{
    private readonly Dictionary<AccountKey, long> lastDone = [];

    /// <summary>Looks for the last line done on each account, from the end on.</summary>
    public async Task FindAsync(IReadOnlyList<ImportLine> lines, CancellationToken cancellationToken)
    {
        // A line that repeats the key of one before it says nothing: it may be that one which was done.
        var firstUses = lines.Where(line => !line.IsCustomer).DistinctBy(line =>
            ImportCommand.KeyOf(chunk, line, out var key) is null ? key.KeyHash : line.Source.Number.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal);
        foreach (var line in firstUses.Reverse())
        {
            var (account, _) = await ImportCommand.AccountAsync(chunk, line, directory, cancellationToken);
            if (account is null || ImportCommand.KeyOf(chunk, line, out var key) is not null || lastDone.ContainsKey(account.Key)
                || await UsedAsync(account.Key, key, cancellationToken) is not { } used || used.RequestHash != key.RequestHash
                || used.Entitlement != account.Key.Entitlement || used.Unit != account.Key.Unit)
            {
                continue;
            }

            // A key of the caller's own may have been used before the attempt, by the lines before its checkpoint too; one that was made for the line was not.
            var isTheLines = key.NotBefore is not null;
            var entry = isTheLines ? null : await store.EntryAsync(account.Key, chunk.Business.Shards, used.FirstSeq, cancellationToken);
            if (isTheLines || entry?.Entry.Draft.PostedAt >= chunk.Run.CheckpointAt)
            {
                lastDone[account.Key] = line.Source.Number;
            }
        }
    }

    /// <summary>The problem of a line that was refused; null: it was done, or is yet to be tried.</summary>
    public async Task<Problem?> RefusalAsync(ImportCommand command, CancellationToken cancellationToken) =>
        lastDone.TryGetValue(command.Scope.Key, out var last) && command.Line.Source.Number < last && await UsedAsync(command.Scope.Key, command.Key, cancellationToken) is null
            ? new(
                StatusCodes.Status409Conflict, "refused_before_interruption",
                "The ledger refused the line before the import was interrupted, and did later lines of the account. It is not tried again out of its turn.")
            : null;

    private Task<KeyRow?> UsedAsync(AccountKey account, IdempotencyKey key, CancellationToken cancellationToken) =>
        store.KeyAsync(account.Business, chunk.Business.Shards, account.Customer, key, Instant.Now(clock), cancellationToken);
}

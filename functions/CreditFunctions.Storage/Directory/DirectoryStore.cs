using System.Security.Cryptography;
using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Imports;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Directory;

/// <summary>The table <c>directory</c>: businesses, API keys, the secret that signs tokens, entitlements, exports.</summary>
public sealed class DirectoryStore(ITable directory)
{
    private const int MostTries = 20;
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Makes a business; false if there is one of that id.</summary>
    public async Task<bool> AddBusinessAsync(Business business, CancellationToken cancellationToken)
    {
        var result = await directory.WriteAsync(
            BusinessRow.Partition, new(RowAction.Insert, business.Id, BusinessRow.Write(business)), WriteTimeout, cancellationToken);
        return result.Outcome == WriteOutcome.Done;
    }

    /// <summary>A business; null if there is none.</summary>
    public Task<Business?> BusinessAsync(string id, CancellationToken cancellationToken) =>
        directory.GetAsync(BusinessRow.Partition, id, BusinessRow.Read, [], cancellationToken);

    /// <summary>All businesses, by id.</summary>
    public Task<IReadOnlyList<Business>> BusinessesAsync(CancellationToken cancellationToken) =>
        directory.AllAsync(new(BusinessRow.Partition, "", null), BusinessRow.Read, cancellationToken);

    /// <summary>Keeps a key; one of the same hash is replaced.</summary>
    public Task PutKeyAsync(ApiKey key, CancellationToken cancellationToken) =>
        directory.WriteAsync(ApiKeyRow.Partition, new(RowAction.Upsert, key.Hash, ApiKeyRow.Write(key)), WriteTimeout, cancellationToken);

    /// <summary>The key of a hash, revoked or not; null if there is none.</summary>
    public Task<ApiKey?> KeyAsync(string hash, CancellationToken cancellationToken) =>
        directory.GetAsync(ApiKeyRow.Partition, hash, ApiKeyRow.Read, [], cancellationToken);

    /// <summary>All keys of a business.</summary>
    public async Task<IReadOnlyList<ApiKey>> KeysAsync(string business, CancellationToken cancellationToken) =>
        await directory.AllAsync(
            new(ApiKeyRow.Partition, "", null) { Where = [new("business", Comparison.Equal, business)] }, ApiKeyRow.Read, cancellationToken);

    /// <summary>The secret of the deployment that tokens are signed with: 32 random bytes, made when they are first asked for. Not to be logged.</summary>
    public async Task<byte[]> SigningSecretAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync() is { } known)
        {
            return known.Secret;
        }

        var secret = RandomNumberGenerator.GetBytes(SecretRow.Bytes);
        var result = await directory.WriteAsync(SecretRow.Partition, new(RowAction.Insert, SecretRow.Signing, SecretRow.Write(secret)), WriteTimeout, cancellationToken);
        // Of several who make one at once the first has made it.
        return result.Outcome == WriteOutcome.Done ? secret : (await ReadAsync() ?? throw new InvalidOperationException("The signing secret is there and cannot be read.")).Secret;

        Task<SecretRow?> ReadAsync() => directory.GetAsync(SecretRow.Partition, SecretRow.Signing, SecretRow.Read, [], cancellationToken);
    }

    /// <summary>The entitlement of that id; null if there is none. <see cref="Entitlement.DefaultId"/> is always there.</summary>
    public async Task<Entitlement?> EntitlementAsync(string business, string id, CancellationToken cancellationToken) =>
        (await StoredEntitlementAsync(business, id, cancellationToken))?.Entitlement ?? Implied(id);

    /// <summary>All entitlements of a business, by id.</summary>
    public async Task<IReadOnlyList<Entitlement>> EntitlementsAsync(string business, CancellationToken cancellationToken)
    {
        var stored = (await StoredEntitlementsAsync(business, cancellationToken)).Select(one => one.Entitlement).ToList();
        return stored.Exists(one => Implied(one.Id) is not null) ? stored : [.. stored.Append(Entitlement.Default).OrderBy(one => one.Id, StringComparer.Ordinal)];
    }

    /// <summary>The entitlement of that id with what a vendor's API keeps of it; null if none is stored, even of <see cref="Entitlement.DefaultId"/>.</summary>
    public async Task<StoredEntitlement?> StoredEntitlementAsync(string business, string id, CancellationToken cancellationToken) =>
        (await EntitlementRowAsync(business, id, cancellationToken))?.Stored;

    /// <summary>All stored entitlements of a business, by id, deleted ones included.</summary>
    public async Task<IReadOnlyList<StoredEntitlement>> StoredEntitlementsAsync(string business, CancellationToken cancellationToken) =>
        [.. (await directory.AllAsync(RowQuery.Prefix(business, EntitlementRow.Prefix), EntitlementRow.Read, cancellationToken)).Select(row => row.Stored)];

    /// <summary>
    /// Makes or changes an entitlement with all there is to it, as it is then: where another changes it at the same time, <paramref name="change"/> is asked again.
    /// </summary>
    /// <param name="business">Whose.</param>
    /// <param name="id">Which.</param>
    /// <param name="change">Gets what is stored, or null, and returns what is to be stored; null: nothing is written.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <returns>What was written; null: nothing was.</returns>
    /// <exception cref="InvalidOperationException">The change gives it another id or unit, or terms that are too long.</exception>
    /// <exception cref="StorageException">Storage could not be reached, or others kept changing it.</exception>
    public async Task<StoredEntitlement?> ChangeEntitlementAsync(
        string business, string id, Func<StoredEntitlement?, StoredEntitlement?> change, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var row = await EntitlementRowAsync(business, id, cancellationToken);
            if (change(row?.Stored) is not { } changed)
            {
                return null;
            }

            changed.CheckFollows(id, row?.Stored.Entitlement ?? Implied(id));
            var columns = EntitlementRow.Write(changed.Entitlement, changed.CreatedAt, changed.UpdatedAt, changed.DeletedAt, changed.VendorTerms);
            if (await WriteEntitlementAsync(business, id, columns, row?.ETag, cancellationToken))
            {
                return changed;
            }
        }

        throw new StorageException($"An entitlement was changed by others {MostTries} times in a row.", mayHaveHappened: false);
    }

    /// <summary>
    /// Makes or changes an entitlement, and leaves what a vendor's API keeps of it. Its unit never changes, since amounts count in it: null comes back where the stored one has
    /// another.
    /// </summary>
    /// <returns>Was it new, or null: it was refused.</returns>
    public async Task<bool?> PutEntitlementAsync(string business, Entitlement entitlement, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await EntitlementRowAsync(business, entitlement.Id, cancellationToken);
            var (stored, existing) = (row?.Stored, row?.Stored.Entitlement ?? Implied(entitlement.Id));
            if (existing is not null && existing.Unit != entitlement.Unit)
            {
                return null;
            }

            var columns = EntitlementRow.Write(entitlement, stored?.CreatedAt, updatedAt: null, stored?.DeletedAt, stored?.VendorTerms);
            if (await WriteEntitlementAsync(business, entitlement.Id, columns, row?.ETag, cancellationToken))
            {
                return existing is null;
            }
        }
    }

    /// <summary>Keeps an export under the number after the newest.</summary>
    /// <exception cref="StorageException">Storage could not be reached; there may be an export that nobody knows of.</exception>
    public async Task<ReportExport> AddExportAsync(string business, string query, Instant now, CancellationToken cancellationToken)
    {
        for (var number = await NewestExportAsync(business, cancellationToken) + 1; ; number++)
        {
            var export = new ReportExport(business, number, query, now);
            var result = await directory.WriteAsync(business, new(RowAction.Insert, ExportRow.Key(number), ExportRow.Write(export)), WriteTimeout, cancellationToken);
            if (result.Outcome == WriteOutcome.Done)
            {
                return export;
            }
        }
    }

    /// <summary>An export; null if there is none of that number.</summary>
    public Task<ReportExport?> ExportAsync(string business, long number, CancellationToken cancellationToken) =>
        directory.GetAsync(business, ExportRow.Key(number), ExportRow.Read, [], cancellationToken);

    /// <summary>Has the business an import under way? Rows <c>import!{id}</c> say so by their state.</summary>
    public async Task<bool> ImportIsOpenAsync(string business, CancellationToken cancellationToken)
    {
        var open = RowQuery.Prefix(business, ImportRow.Prefix) with { Where = [new("state", Comparison.Equal, SnakeCase.Name(RunState.Open))], Select = ["RowKey"] };
        return await directory.AllAsync(open, SkipRow, cancellationToken) is { Count: > 0 };
    }

    /// <summary>The number of the newest export; 0: there is none.</summary>
    private async Task<long> NewestExportAsync(string business, CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await directory.QueryAsync(RowQuery.Prefix(business, ExportRow.Prefix) with { PageSize = 1 }, ExportRow.Read, continuation, cancellationToken);
            if (page.Rows is [var newest, ..])
            {
                return newest.Number;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
        return 0;
    }

    private static bool SkipRow(ref Utf8JsonReader json)
    {
        json.Skip();
        return true;
    }

    private static Entitlement? Implied(string id) => string.Equals(id, Entitlement.DefaultId, StringComparison.Ordinal) ? Entitlement.Default : null;

    /// <summary>Writes an entitlement that is as it was read; false: it is not.</summary>
    private async Task<bool> WriteEntitlementAsync(string business, string id, ReadOnlyMemory<byte> columns, string? etag, CancellationToken cancellationToken)
    {
        var write = new RowWrite(etag is null ? RowAction.Insert : RowAction.Replace, EntitlementRow.Key(id), columns, etag);
        return (await directory.WriteAsync(business, write, WriteTimeout, cancellationToken)).Outcome == WriteOutcome.Done;
    }

    private Task<EntitlementRow?> EntitlementRowAsync(string business, string id, CancellationToken cancellationToken) =>
        directory.GetAsync(business, EntitlementRow.Key(id), EntitlementRow.Read, [], cancellationToken);
}

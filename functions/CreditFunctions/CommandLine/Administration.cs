using CreditFunctions.Ledger;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.CommandLine;

/// <summary>What an operator does from a terminal. Each returns the exit code: 0 done, 1 refused, having said why.</summary>
internal static class Administration
{
    /// <summary>Makes a business.</summary>
    public static async Task<int> AddBusinessAsync(DirectoryStore directory, Business business, TextWriter output, CancellationToken cancellationToken)
    {
        var problem = !Id.IsValid(business.Id) ? $"The id must be {Id.Rule}."
            : !Currencies.TryGetPrecision(business.HomeCurrency, out _) ? $"'{business.HomeCurrency}' is no currency of ISO 4217 in upper case."
            : !Shard.IsValidCount(business.Shards) ? $"Shards are a power of two up to {Shard.MaxCount}."
            : await directory.AddBusinessAsync(business, cancellationToken) ? null
            : $"There is a business '{business.Id}' already.";
        await output.WriteLineAsync(problem ?? $"Made business '{business.Id}'.");
        return problem is null ? 0 : 1;
    }

    /// <summary>Makes a key and shows it.</summary>
    public static async Task<int> AddKeyAsync(DirectoryStore directory, string business, string name, string scopes, TextWriter output, CancellationToken cancellationToken)
    {
        if (await directory.BusinessAsync(business, cancellationToken) is null)
        {
            await output.WriteLineAsync($"There is no business '{business}'.");
            return 1;
        }

        if (!ScopeNames.TryParse(scopes, out var parsed) || parsed == Scopes.None)
        {
            await output.WriteLineAsync($"Scopes are '{scopes}'; allowed are {string.Join(", ", ScopeNames.All)}.");
            return 1;
        }

        var secret = ApiKey.NewSecret();
        await directory.PutKeyAsync(new(ApiKey.HashOf(secret), business, name, parsed, Instant.Now(TimeProvider.System), null), cancellationToken);
        await output.WriteLineAsync(secret);
        return 0;
    }

    /// <summary>Lists keys.</summary>
    public static async Task<int> ListKeysAsync(DirectoryStore directory, string business, TextWriter output, CancellationToken cancellationToken)
    {
        foreach (var key in await directory.KeysAsync(business, cancellationToken))
        {
            await output.WriteLineAsync($"{key.Hash}  {(key.RevokedAt is { } at ? $"revoked {at}" : "active")}  {ScopeNames.Format(key.Scopes)}  {key.Name}");
        }

        return 0;
    }

    /// <summary>Revokes a key.</summary>
    public static async Task<int> RevokeKeyAsync(DirectoryStore directory, string hash, TextWriter output, CancellationToken cancellationToken)
    {
        if (await directory.KeyAsync(hash, cancellationToken) is not { } key)
        {
            await output.WriteLineAsync("There is no key of that hash.");
            return 1;
        }

        await directory.PutKeyAsync(key with { RevokedAt = key.RevokedAt ?? Instant.Now(TimeProvider.System) }, cancellationToken);
        await output.WriteLineAsync("Revoked; it stops to work within 30 seconds.");
        return 0;
    }
}

using System.Collections.Concurrent;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Authentication;

/// <summary>
/// What every request needs of the directory, remembered for at most 30 seconds: so long a revoked key or a changed entitlement may go on as before. What is not
/// there is not remembered, so that a new key works at once and guessing keys fills no memory.
/// </summary>
internal sealed class CachedDirectory(DirectoryStore directory, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(Type Kind, string Key), (object Value, long Since)> remembered = new();

    /// <summary>The key of a hash; null if there is none.</summary>
    public ValueTask<ApiKey?> KeyAsync(string hash, CancellationToken cancellationToken) =>
        RememberAsync(hash, (directory, hash), static (state, token) => state.directory.KeyAsync(state.hash, token), cancellationToken);

    /// <summary>A business; null if there is none.</summary>
    public ValueTask<Business?> BusinessAsync(string id, CancellationToken cancellationToken) =>
        RememberAsync(id, (directory, id), static (state, token) => state.directory.BusinessAsync(state.id, token), cancellationToken);

    /// <summary>An entitlement; null if there is none.</summary>
    public ValueTask<Entitlement?> EntitlementAsync(string business, string id, CancellationToken cancellationToken) =>
        RememberAsync(
            $"{business}!{id}", (directory, business, id), static (state, token) => state.directory.EntitlementAsync(state.business, state.id, token), cancellationToken);

    /// <summary>An entitlement with all that is kept beside it; null if there is none.</summary>
    public ValueTask<StoredEntitlement?> StoredEntitlementAsync(string business, string id, CancellationToken cancellationToken) =>
        RememberAsync(
            $"{business}!{id}", (directory, business, id), static (state, token) => state.directory.StoredEntitlementAsync(state.business, state.id, token), cancellationToken);

    /// <summary>Forgets an entitlement that this process changed.</summary>
    public void ForgetEntitlement(string business, string id)
    {
        remembered.TryRemove((typeof(Entitlement), $"{business}!{id}"), out _);
        remembered.TryRemove((typeof(StoredEntitlement), $"{business}!{id}"), out _);
    }

    private async ValueTask<T?> RememberAsync<T, TState>(
        string key, TState state, Func<TState, CancellationToken, Task<T?>> read, CancellationToken cancellationToken)
        where T : class
    {
        if (remembered.TryGetValue((typeof(T), key), out var known) && clock.GetElapsedTime(known.Since) < Lifetime)
        {
            return (T)known.Value;
        }

        var since = clock.GetTimestamp();
        var value = await read(state, cancellationToken);
        if (value is null)
        {
            remembered.TryRemove((typeof(T), key), out _);
        }
        else
        {
            remembered[(typeof(T), key)] = (value, since);
        }

        return value;
    }
}

using System.Collections.Concurrent;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>How putting or deleting a customer ended.</summary>
public enum CustomerOutcome
{
    /// <summary>It is new.</summary>
    Created,

    /// <summary>It was there.</summary>
    Updated,

    /// <summary>It is gone.</summary>
    Deleted,

    /// <summary>There is none to delete.</summary>
    Missing,

    /// <summary>Not deleted: it has accounts, whose history has to stay.</summary>
    HasCredit,

    /// <summary>Not put: another customer has one of the external ids.</summary>
    ExternalIdTaken,

    /// <summary>Others kept winning for as long as is waited; nothing is known to have changed.</summary>
    Contended,
}

/// <summary>How putting or deleting a customer ended.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="Customer">As it is now; of <see cref="CustomerOutcome.Created"/> and <see cref="CustomerOutcome.Updated"/>.</param>
/// <param name="Taken">The external id that another has; of <see cref="CustomerOutcome.ExternalIdTaken"/>.</param>
/// <param name="Accounts">Entitlement and unit of the accounts there are; of <see cref="CustomerOutcome.HasCredit"/>.</param>
public sealed record CustomerResult(
    CustomerOutcome Outcome, Customer? Customer = null, TakenExternalId? Taken = null, IReadOnlyList<(string Entitlement, string Unit)>? Accounts = null);

/// <summary>
/// Makes, changes and deletes customers. A put says all there is to a customer, so doing it twice is doing it once: it needs no idempotency key, and is
/// simply tried again after a write whose outcome is not known. External ids are kept unique as <see cref="ExternalIdClaims"/> says.
/// </summary>
public sealed class CustomerStore(ITable credits, TimeProvider clock)
{
    private const int LongestDelay = 25;

    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(20);

    // New customers of a shard take turns within the process, since they all advance the same counter.
    private readonly ConcurrentDictionary<string, SemaphoreSlim> turns = new(StringComparer.Ordinal);
    private readonly CreditStore store = new(credits);

    /// <summary>Makes the customer, or gives it these details.</summary>
    /// <exception cref="StorageException">Storage could not be reached; the put may or may not have happened.</exception>
    public Task<CustomerResult> PutAsync(string business, int shards, string id, CustomerDetails details, CancellationToken cancellationToken) =>
        RetryAsync(
            async () => await store.CustomerAsync(business, shards, id, cancellationToken) is { } row
                ? await UpdateAsync(business, shards, row, details, cancellationToken)
                : await CreateAsync(business, shards, id, details, cancellationToken),
            cancellationToken);

    /// <summary>Deletes the customer, unless it has or had credit. Its number is never given out again.</summary>
    /// <exception cref="StorageException">Storage could not be reached; the customer may or may not be deleted.</exception>
    public Task<CustomerResult> DeleteAsync(string business, int shards, string id, CancellationToken cancellationToken)
    {
        long? tried = null;
        return RetryAsync(
            async () =>
            {
                var row = await store.CustomerAsync(business, shards, id, cancellationToken);
                if (row is null || (tried is not null && tried != row.Customer.Number))
                {
                    // Gone after a try whose outcome was not clear: what was asked for is done. A number is never given out twice, so one made since is another.
                    return new(tried is null ? CustomerOutcome.Missing : CustomerOutcome.Deleted);
                }

                if (row.Accounts.Count > 0)
                {
                    return new(CustomerOutcome.HasCredit, Accounts: row.Accounts);
                }

                tried = row.Customer.Number;
                return await DeleteAsync(business, shards, row, cancellationToken) ? new CustomerResult(CustomerOutcome.Deleted) : null;
            },
            cancellationToken);
    }

    /// <summary>The customer with an external id; null if none has it.</summary>
    public Task<CustomerRow?> FindAsync(string business, int shards, ExternalId id, CancellationToken cancellationToken) =>
        Claims(business, shards).HolderAsync(id, cancellationToken);

    /// <summary>Tries until there is an answer: null says that others won, or that nobody knows.</summary>
    private async Task<CustomerResult> RetryAsync(Func<Task<CustomerResult?>> tryOnceAsync, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        for (var round = 1; round == 1 || clock.GetElapsedTime(start) < GiveUpAfter; round++)
        {
            try
            {
                if (await tryOnceAsync() is { } answer)
                {
                    return answer;
                }
            }
            catch (StorageException exception) when (exception.MayHaveHappened && clock.GetElapsedTime(start) < GiveUpAfter)
            {
                // Read again: it was done, or is done now.
            }

            await Task.Delay(Delay * Math.Min(round, LongestDelay), clock, cancellationToken);
        }

        return new(CustomerOutcome.Contended);
    }

    private async Task<CustomerResult?> UpdateAsync(string business, int shards, CustomerRow row, CustomerDetails details, CancellationToken cancellationToken)
    {
        var before = row.Customer;
        if (before.Name == details.Name && before.Email == details.Email && IsSame(before.Metadata, details.Metadata) && IsSame(before.ExternalIds, details.ExternalIds))
        {
            return new(CustomerOutcome.Updated, before);
        }

        var claims = Claims(business, shards);
        var (had, has) = (ExternalId.Of(before.ExternalIds).ToList(), ExternalId.Of(details.ExternalIds).ToList());
        var released = await claims.OwnAsync(before.Id, had.Except(has), cancellationToken);
        var (areClaimed, taken) = await claims.ClaimAsync(before.Id, [.. has.Except(had)], cancellationToken);
        if (!areClaimed)
        {
            return Refused(taken);
        }

        var now = Instant.Later(Instant.Now(clock), before.UpdatedAt);
        var customer = before with { Name = details.Name, Email = details.Email, Metadata = details.Metadata, ExternalIds = details.ExternalIds, UpdatedAt = now };
        var result = await credits.WriteAsync(
            RowKeys.Partition(business, before.Id, shards),
            new(RowAction.Replace, RowKeys.Customer(before.Id), CustomerRow.Write(customer, row.Accounts), row.ETag),
            WriteTimeout,
            cancellationToken);
        if (result.Outcome != WriteOutcome.Done)
        {
            return null;
        }

        await claims.ReleaseAsync(released, cancellationToken);
        return new(CustomerOutcome.Updated, customer);
    }

    private static bool IsSame(IReadOnlyDictionary<string, string>? a, IReadOnlyDictionary<string, string>? b) =>
        (a?.Count ?? 0) == (b?.Count ?? 0) && (a is null || a.All(pair => b!.TryGetValue(pair.Key, out var value) && value == pair.Value));

    private async Task<CustomerResult?> CreateAsync(string business, int shards, string id, CustomerDetails details, CancellationToken cancellationToken)
    {
        var shard = Shard.Of(id, shards);
        var partition = RowKeys.Partition(business, shard);
        var turn = turns.GetOrAdd(partition, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            var (counter, number) = (await NumberCounter.ReadAsync(credits, partition, cancellationToken)).Next(shard, shards);
            var (areClaimed, taken) = await Claims(business, shards).ClaimAsync(id, [.. ExternalId.Of(details.ExternalIds)], cancellationToken);
            if (!areClaimed)
            {
                return Refused(taken);
            }

            var now = Instant.Now(clock);
            var customer = new Customer(id, number, details.Name, details.Email, details.Metadata, now, now) { ExternalIds = details.ExternalIds };
            var result = await credits.CommitAsync(
                partition,
                [
                    new(RowAction.Insert, RowKeys.Customer(id), CustomerRow.Write(customer, [])),
                    new(RowAction.Insert, RowKeys.Number(number), new ColumnWriter().Text("customer", id).ToMemory()),
                    counter.Write(),
                ],
                WriteTimeout,
                cancellationToken);
            return result.Outcome == WriteOutcome.Done ? new(CustomerOutcome.Created, customer) : null;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<bool> DeleteAsync(string business, int shards, CustomerRow row, CancellationToken cancellationToken)
    {
        var (customer, claims) = (row.Customer, Claims(business, shards));
        var released = await claims.OwnAsync(customer.Id, ExternalId.Of(customer.ExternalIds), cancellationToken);
        var result = await credits.CommitAsync(
            RowKeys.Partition(business, customer.Id, shards),
            [
                // An account that is opened at the same moment also writes this row: one of the two finds it changed.
                new(RowAction.Delete, RowKeys.Customer(customer.Id), default, row.ETag),
                new(RowAction.Delete, RowKeys.Number(customer.Number), default),
            ],
            WriteTimeout,
            cancellationToken);
        if (result.Outcome != WriteOutcome.Done)
        {
            return false;
        }

        await claims.ReleaseAsync(released, cancellationToken);
        return true;
    }

    private static CustomerResult? Refused(TakenExternalId? taken) => taken is null ? null : new(CustomerOutcome.ExternalIdTaken, Taken: taken);

    private ExternalIdClaims Claims(string business, int shards) => new(credits, store, clock, business, shards);
}

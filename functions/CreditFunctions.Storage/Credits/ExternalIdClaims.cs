using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>An external id, and the customer that has it.</summary>
public sealed record TakenExternalId(ExternalId Id, string Customer);

/// <summary>
/// Keeps external ids unique in a business, though claim and customer lie in different partitions and no transaction holds both. A customer is written in this order:
/// <list type="number">
/// <item>read its row (of a new customer: find none, and read the shard's counter);</item>
/// <item>write a claim to each id that the row does not list, even if it is the customer's own already, so that the claim's ETag changes;</item>
/// <item>write the row, if it (or the counter) is still as it was read.</item>
/// </list>
/// Whoever wants an id that a customer claims and does not list reads the claim, then writes that customer's row (or counter) as it is, and only then takes over the
/// claim as it was read. So a put that claimed before that finds its row changed, one that claims after that keeps the claim, and the two never both win, however
/// late their writes land.
/// </summary>
internal sealed class ExternalIdClaims(ITable credits, CreditStore store, TimeProvider clock, string business, int shards)
{
    /// <summary>
    /// How long a claim that no row bears out is left alone: its customer is most likely about to be written. That is for peace alone; what is safe does not depend on it.
    /// </summary>
    public static readonly TimeSpan Youth = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Claims <paramref name="ids"/>, which the customer's row does not list.</summary>
    /// <returns>Are they claimed? If not, either one is taken, or it is to be tried again from the start.</returns>
    public async Task<(bool AreClaimed, TakenExternalId? Taken)> ClaimAsync(string customer, IReadOnlyCollection<ExternalId> ids, CancellationToken cancellationToken)
    {
        var claims = new List<(ExternalId Id, ClaimRow? Row)>();
        foreach (var id in ids)
        {
            var row = await ReadAsync(id, cancellationToken);
            if (row is not null && row.Customer != customer)
            {
                var (isFree, taken) = await FreeAsync(id, row, cancellationToken);
                if (!isFree)
                {
                    return (false, taken);
                }
            }

            claims.Add((id, row));
        }

        foreach (var (id, row) in claims)
        {
            var columns = ClaimRow.Write(customer);
            var write = row is null ? new RowWrite(RowAction.Insert, RowKeys.Claim(id), columns) : new(RowAction.Replace, RowKeys.Claim(id), columns, row.ETag);
            if ((await WriteAsync(Partition(id), write, cancellationToken)).Outcome != WriteOutcome.Done)
            {
                return (false, null);
            }
        }

        return (true, null);
    }

    /// <summary>The customer's claims to ids it is to lose: read before its row is written, so that one that is made anew meanwhile is not deleted.</summary>
    public async Task<IReadOnlyList<(ExternalId Id, ClaimRow Row)>> OwnAsync(string customer, IEnumerable<ExternalId> ids, CancellationToken cancellationToken)
    {
        var own = new List<(ExternalId Id, ClaimRow Row)>();
        foreach (var id in ids)
        {
            if (await ReadAsync(id, cancellationToken) is { } row && row.Customer == customer)
            {
                own.Add((id, row));
            }
        }

        return own;
    }

    /// <summary>Deletes claims that are still as they were read. One that is left does not count.</summary>
    public async Task ReleaseAsync(IReadOnlyList<(ExternalId Id, ClaimRow Row)> claims, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var (id, row) in claims)
            {
                await WriteAsync(Partition(id), new(RowAction.Delete, RowKeys.Claim(id), default, row.ETag), cancellationToken);
            }
        }
        catch (StorageException)
        {
            // What was asked for is done: the claims only take room until someone wants the ids.
        }
    }

    /// <summary>The customer that has an id; null if none has.</summary>
    public async Task<CustomerRow?> HolderAsync(ExternalId id, CancellationToken cancellationToken) =>
        await ReadAsync(id, cancellationToken) is { } claim && await CustomerAsync(claim.Customer, cancellationToken) is { } row && Lists(row, id) ? row : null;

    private static bool Lists(CustomerRow row, ExternalId id) => row.Customer.ExternalIds.TryGetValue(id.System, out var value) && value == id.Value;

    /// <summary>May another's claim be taken over as it was read? Then whatever its customer had under way comes to nothing.</summary>
    private async Task<(bool IsFree, TakenExternalId? Taken)> FreeAsync(ExternalId id, ClaimRow claim, CancellationToken cancellationToken)
    {
        var row = await CustomerAsync(claim.Customer, cancellationToken);
        if (row is not null && Lists(row, id))
        {
            return (false, new(id, claim.Customer));
        }

        if (Instant.Now(clock).Since(claim.Timestamp) < Youth)
        {
            return (false, null);
        }

        var partition = RowKeys.Partition(business, claim.Customer, shards);
        if (row is not null)
        {
            var same = new RowWrite(RowAction.Replace, RowKeys.Customer(claim.Customer), CustomerRow.Write(row.Customer, row.Accounts), row.ETag);
            return ((await WriteAsync(partition, same, cancellationToken)).Outcome == WriteOutcome.Done, null);
        }

        var counter = await NumberCounter.ReadAsync(credits, partition, cancellationToken);
        var isFenced = (await WriteAsync(partition, counter.Write(), cancellationToken)).Outcome == WriteOutcome.Done;
        // It may have been made between the first look and the counter's write.
        return (isFenced && await CustomerAsync(claim.Customer, cancellationToken) is null, null);
    }

    private string Partition(ExternalId id) => RowKeys.Partition(business, id.Hash, shards);

    private Task<ClaimRow?> ReadAsync(ExternalId id, CancellationToken cancellationToken) =>
        credits.GetAsync(Partition(id), RowKeys.Claim(id), ClaimRow.Read, [], cancellationToken);

    private Task<CustomerRow?> CustomerAsync(string customer, CancellationToken cancellationToken) => store.CustomerAsync(business, shards, customer, cancellationToken);

    private Task<WriteResult> WriteAsync(string partition, RowWrite write, CancellationToken cancellationToken) =>
        credits.WriteAsync(partition, write, WriteTimeout, cancellationToken);
}

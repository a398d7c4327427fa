using System.Collections.Concurrent;
using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>How putting a customer ended.</summary>
public enum CustomerPut
{
    /// <summary>It is new.</summary>
    Created,

    /// <summary>It was there.</summary>
    Updated,

    /// <summary>Others kept winning for as long as is waited; nothing is known to have changed.</summary>
    Contended,
}

/// <summary>
/// Makes and changes customers. A put says all there is to a customer, so doing it twice is doing it once: it needs no idempotency key, and is
/// simply tried again after a write whose outcome is not known.
/// </summary>
public sealed class CustomerStore(ITable credits, TimeProvider clock)
{
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(20);

    // New customers of a shard take turns within the process, since they all advance the same counter.
    private readonly ConcurrentDictionary<string, SemaphoreSlim> turns = new(StringComparer.Ordinal);
    private readonly CreditStore store = new(credits);

    /// <summary>Makes the customer, or gives it this name, email and metadata.</summary>
    /// <exception cref="StorageException">Storage could not be reached; the put may or may not have happened.</exception>
    public async Task<(CustomerPut Outcome, Customer? Customer)> PutAsync(
        string business, int shards, string id, string? name, string? email, IReadOnlyDictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        do
        {
            try
            {
                var row = await store.CustomerAsync(business, shards, id, cancellationToken);
                var put = row is null
                    ? await CreateAsync(business, shards, id, name, email, metadata, cancellationToken)
                    : await UpdateAsync(business, shards, row, name, email, metadata, cancellationToken);
                if (put is { } customer)
                {
                    return (row is null ? CustomerPut.Created : CustomerPut.Updated, customer);
                }
            }
            catch (StorageException exception) when (exception.MayHaveHappened && clock.GetElapsedTime(start) < GiveUpAfter)
            {
                // Read again: it was done, or is done now.
            }

            await Task.Delay(Delay, clock, cancellationToken);
        }
        while (clock.GetElapsedTime(start) < GiveUpAfter);
        return (CustomerPut.Contended, null);
    }

    private async Task<Customer?> UpdateAsync(
        string business, int shards, CustomerRow row, string? name, string? email, IReadOnlyDictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        if (row.Customer.Name == name && row.Customer.Email == email && IsSame(row.Customer.Metadata, metadata))
        {
            return row.Customer;
        }

        var now = Instant.Later(Instant.Now(clock), row.Customer.UpdatedAt);
        var customer = row.Customer with { Name = name, Email = email, Metadata = metadata, UpdatedAt = now };
        var result = await credits.WriteAsync(
            RowKeys.Partition(business, row.Customer.Id, shards),
            new(RowAction.Replace, RowKeys.Customer(row.Customer.Id), CustomerRow.Write(customer, row.Accounts), row.ETag),
            WriteTimeout,
            cancellationToken);
        return result.Outcome == WriteOutcome.Done ? customer : null;
    }

    private static bool IsSame(IReadOnlyDictionary<string, string>? a, IReadOnlyDictionary<string, string>? b) =>
        (a?.Count ?? 0) == (b?.Count ?? 0) && (a is null || a.All(pair => b!.TryGetValue(pair.Key, out var value) && value == pair.Value));

    private async Task<Customer?> CreateAsync(
        string business, int shards, string id, string? name, string? email, IReadOnlyDictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        var shard = Shard.Of(id, shards);
        var partition = RowKeys.Partition(business, shard);
        var turn = turns.GetOrAdd(partition, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            var counter = await credits.GetAsync(partition, RowKeys.NumberCounter, NumberCounter.Read, [], cancellationToken);
            var count = (counter?.Count ?? 0) + 1;
            var number = (count * shards) + shard;
            var now = Instant.Now(clock);
            var customer = new Customer(id, number, name, email, metadata, now, now);
            var counted = new ColumnWriter().Number("count", count).ToMemory();
            var result = await credits.CommitAsync(
                partition,
                [
                    new(RowAction.Insert, RowKeys.Customer(id), CustomerRow.Write(customer, [])),
                    new(RowAction.Insert, RowKeys.Number(number), new ColumnWriter().Text("customer", id).ToMemory()),
                    counter is null
                        ? new(RowAction.Insert, RowKeys.NumberCounter, counted)
                        : new(RowAction.Replace, RowKeys.NumberCounter, counted, counter.ETag),
                ],
                WriteTimeout,
                cancellationToken);
            return result.Outcome == WriteOutcome.Done ? customer : null;
        }
        finally
        {
            turn.Release();
        }
    }

    private sealed record NumberCounter(string ETag, long Count)
    {
        public static NumberCounter Read(ref Utf8JsonReader json)
        {
            var (etag, count) = ("", 0L);
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = json.ValueSpan;
                _ = json.Read();
                if (name.SequenceEqual("odata.etag"u8))
                {
                    etag = RowJson.Text(ref json);
                }
                else if (name.SequenceEqual("count"u8))
                {
                    count = ColumnReader.Number(ref json);
                }
            }

            return new(etag, count);
        }
    }
}

namespace CreditFunctions.Storage.Blobs;

/// <summary>Keeps a piece of work to one worker at a time: a lease on a blob of its own. Held until disposed of, unless storage gives it to another: then <see cref="Lost"/> says so.</summary>
internal sealed class BlobLease : IAsyncDisposable
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly IBlobContainer container;
    private readonly string name;
    private readonly string leaseId;
    private readonly CancellationTokenSource lost;
    private readonly CancellationTokenSource stop = new();
    private readonly Task renewing;

    private BlobLease(IBlobContainer container, string name, string leaseId, TimeProvider clock, CancellationToken cancellationToken)
    {
        (this.container, this.name, this.leaseId) = (container, name, leaseId);
        lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        renewing = RenewAsync(clock);
    }

    /// <summary>Cancelled when the lease is lost, or the caller's token is.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Takes the lease; null if another has it.</summary>
    public static async Task<BlobLease?> TryTakeAsync(IBlobContainer container, string name, TimeProvider clock, CancellationToken cancellationToken)
    {
        await container.PutAsync(name, ReadOnlyMemory<byte>.Empty, new("application/octet-stream"), BlobCondition.Absent, cancellationToken);
        var taken = await container.AcquireLeaseAsync(name, Duration, cancellationToken);
        return taken is null ? null : new(container, name, taken, clock, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Cancel(stop);
        await renewing;
        try
        {
            await container.ReleaseLeaseAsync(name, leaseId, CancellationToken.None);
        }
        catch (StorageException)
        {
            // It runs out by itself.
        }

        stop.Dispose();
        lost.Dispose();
    }

    private async Task RenewAsync(TimeProvider clock)
    {
        try
        {
            var renewed = clock.GetTimestamp();
            for (var wait = RenewEvery; clock.GetElapsedTime(renewed) + wait < Duration - Margin;)
            {
                await Task.Delay(wait, clock, stop.Token);
                try
                {
                    var asked = clock.GetTimestamp();
                    if (!await container.RenewLeaseAsync(name, leaseId, stop.Token))
                    {
                        break;
                    }

                    (renewed, wait) = (asked, RenewEvery);
                }
                catch (StorageException)
                {
                    // It is still held for a while: there is time to ask again.
                    wait = RetryAfter;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }

        Cancel(lost);
    }

    /// <summary>Here and now: another thread would not be the caller's.</summary>
    private static void Cancel(CancellationTokenSource source) => source.Cancel();
}

using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>Keeps a slot to one worker at a time. Held until disposed of, unless storage gives it to another: then <see cref="Lost"/> says so.</summary>
internal sealed class SlotLease : IAsyncDisposable
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(20);

    private readonly IBlobContainer reports;
    private readonly string name;
    private readonly string leaseId;
    private readonly CancellationTokenSource lost;
    private readonly CancellationTokenSource stop = new();
    private readonly Task renewing;

    private SlotLease(IBlobContainer reports, string name, string leaseId, TimeProvider clock, CancellationToken cancellationToken)
    {
        (this.reports, this.name, this.leaseId) = (reports, name, leaseId);
        lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        renewing = RenewAsync(clock);
    }

    /// <summary>Cancelled when the lease is lost, or the caller's token is.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Takes the lease; null if another has it.</summary>
    public static async Task<SlotLease?> TryTakeAsync(IBlobContainer reports, string name, TimeProvider clock, CancellationToken cancellationToken)
    {
        await reports.PutAsync(name, ReadOnlyMemory<byte>.Empty, new("application/octet-stream"), BlobCondition.Absent, cancellationToken);
        var taken = await reports.AcquireLeaseAsync(name, Duration, cancellationToken);
        return taken is null ? null : new(reports, name, taken, clock, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await renewing;
        try
        {
            await reports.ReleaseLeaseAsync(name, leaseId, CancellationToken.None);
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
            do
            {
                await Task.Delay(RenewEvery, clock, stop.Token);
            }
            while (await reports.RenewLeaseAsync(name, leaseId, stop.Token));
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (StorageException)
        {
            // Not known to be held any more is lost.
        }

        await lost.CancelAsync();
    }
}

namespace CreditFunctions.Reports;

/// <summary>Keeps the queries of a process that go through a snapshot's rows, or sort them, to a few at a time: each takes memory, room for its sorted runs, and much of storage.</summary>
/// <param name="scans">How many there may be.</param>
/// <param name="patience">How long another waits for one of them to end.</param>
public sealed class ScanGate(int scans, TimeSpan patience) : IDisposable
{
    private readonly SemaphoreSlim free = new(scans);

    /// <summary>Four at once; another waits for five seconds.</summary>
    public ScanGate()
        : this(4, TimeSpan.FromSeconds(5))
    {
    }

    /// <inheritdoc/>
    public void Dispose() => free.Dispose();

    /// <summary>Takes a place, which is free again when the result is disposed of.</summary>
    /// <exception cref="ReportBusyException">None was free in time.</exception>
    internal async ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken) =>
        await free.WaitAsync(patience, cancellationToken) ? new Place(free) : throw new ReportBusyException(scans);

    private sealed class Place(SemaphoreSlim free) : IDisposable
    {
        private bool left;

        public void Dispose()
        {
            if (!left)
            {
                left = true;
                free.Release();
            }
        }
    }
}

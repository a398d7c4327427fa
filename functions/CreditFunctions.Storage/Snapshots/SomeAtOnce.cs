namespace CreditFunctions.Storage.Snapshots;

/// <summary>Does pieces of work a few at a time, on the caller's scheduler.</summary>
internal static class SomeAtOnce
{
    /// <summary>Does the pieces from 0 up to <paramref name="count"/>. When one fails no other is begun, those under way are broken off, and the failure is thrown.</summary>
    public static async Task RunAsync(int count, int atOnce, Func<int, CancellationToken, Task> doAsync, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var next = -1;
        Exception? failure = null;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(count, atOnce)).Select(_ => WorkAsync()));
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        cancellationToken.ThrowIfCancellationRequested();

        async Task WorkAsync()
        {
            try
            {
                for (int piece; (piece = Interlocked.Increment(ref next)) < count && !stop.IsCancellationRequested;)
                {
                    await doAsync(piece, stop.Token);
                }
            }
            catch (Exception exception)
            {
                Stop(exception);
            }
        }

        void Stop(Exception exception)
        {
            // The first is why the others are broken off.
            _ = Interlocked.CompareExchange(ref failure, exception, null);
            // Here and now: another thread would not be the caller's.
            stop.Cancel();
        }
    }
}

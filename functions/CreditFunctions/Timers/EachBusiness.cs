using System.Runtime.ExceptionServices;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Timers;

/// <summary>Does something for every business, some at once. What fails for one does not keep the others.</summary>
internal static class EachBusiness
{
    private const int AtOnce = 16;

    /// <summary>Does it.</summary>
    /// <param name="businesses">For whom.</param>
    /// <param name="action">What.</param>
    /// <param name="failed">Hears for whom it failed.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <returns>One of the failures, for whoever has to fail once the rest is done; null: there was none.</returns>
    public static async Task<ExceptionDispatchInfo?> RunAsync(
        IReadOnlyList<Business> businesses, Func<Business, Task> action, Action<Business, Exception> failed, CancellationToken cancellationToken)
    {
        ExceptionDispatchInfo? failure = null;
        await Parallel.ForEachAsync(businesses, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (business, _) =>
        {
            try
            {
                await action(business);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                failed(business, exception);
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        return failure;
    }
}

using CreditFunctions.Ledger;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Imports;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Timers;

namespace CreditFunctions.Imports;

/// <summary>
/// Works off open imports in the background: those just sent, and those a process died in. Of one business the oldest comes first, one at a time; what is to be done
/// stands in storage.
/// </summary>
internal sealed partial class ImportWorker(DirectoryStore directory, ImportStore store, ImportRunner runner, ImportWork work, TimeProvider clock, ILogger<ImportWorker> logger) : BackgroundService
{
    private const int ImportsAtOnce = 4;
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(15);

    private readonly RunQueue queue = new();

    /// <summary>There is something to do.</summary>
    public void Wake() => queue.Wake();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new Dictionary<string, Task>(StringComparer.Ordinal);
        while (!stoppingToken.IsCancellationRequested)
        {
            var left = true;
            try
            {
                foreach (var ended in running.Where(one => one.Value.IsCompleted).Select(one => one.Key).ToList())
                {
                    running.Remove(ended);
                }

                left = await BeginAsync(running, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is, the program goes on to serve, and the imports stand in storage.
                LogNotRead(logger, exception);
            }

            // Not for long while imports are left that nobody here works on.
            await queue.WaitAsync(left ? LookAgainAfter : Timeout.InfiniteTimeSpan, clock, stoppingToken);
        }

        // What is under way ends with the program.
        await Task.WhenAll(running.Values).ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    /// <summary>Begins the oldest import that is due of each business that has none under way. Returns whether imports are open that nobody here works on.</summary>
    private async Task<bool> BeginAsync(Dictionary<string, Task> running, CancellationToken stoppingToken)
    {
        var left = false;
        foreach (var business in await directory.BusinessesAsync(stoppingToken))
        {
            if (running.ContainsKey(business.Id))
            {
                continue;
            }

            IReadOnlyList<ImportRun> open;
            try
            {
                open = await store.OpenAsync(business.Id, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // What keeps one business's imports from being read does not keep the others.
                LogNotRead(logger, exception);
                left = true;
                continue;
            }

            if (open is not [var oldest, ..] || oldest.DueAt > Instant.Now(clock) || running.Count == ImportsAtOnce)
            {
                left |= open.Count > 0;
                continue;
            }

            running.Add(business.Id, RunAsync(business, oldest, stoppingToken));
        }

        return left;
    }

    private async Task RunAsync(Business business, ImportRun run, CancellationToken stoppingToken)
    {
        // The caller goes on to the next business.
        await Task.Yield();
        if (await TryAsync(business, run, stoppingToken) is not (RunOutcome.Done or RunOutcome.Failed or RunOutcome.Retry))
        {
            await Task.Delay(LookAgainAfter, clock, stoppingToken);
        }

        Wake();
    }

    /// <summary>Works on one import. Returns null if how it stands could not be written down: then it goes on from its last checkpoint.</summary>
    private async Task<RunOutcome?> TryAsync(Business business, ImportRun run, CancellationToken stoppingToken)
    {
        try
        {
            var outcome = await runner.RunAsync(business, run.Id, work.DoAsync, stoppingToken);
            LogEnded(logger, outcome is RunOutcome.Retry or RunOutcome.Failed ? LogLevel.Error : LogLevel.Information, run.Id, business.Id, outcome);
            return outcome;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogBrokenOff(logger, run.Id, business.Id, exception);
            return null;
        }
    }

    [LoggerMessage(EventId = 2101, Message = "Import {Import} of {Business} ended in {Outcome}.")]
    private static partial void LogEnded(ILogger logger, LogLevel level, string import, string business, RunOutcome outcome);

    [LoggerMessage(EventId = 2102, Level = LogLevel.Error, Message = "Import {Import} of {Business} was broken off; it goes on from its last checkpoint.")]
    private static partial void LogBrokenOff(ILogger logger, string import, string business, Exception exception);

    [LoggerMessage(EventId = 2103, Level = LogLevel.Warning, Message = "Open imports could not be read; it is tried again.")]
    private static partial void LogNotRead(ILogger logger, Exception exception);
}

using CreditFunctions.Imports;
using CreditFunctions.Ledger;
using CreditFunctions.Settings;
using CreditFunctions.Storage.Clock;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Timers;

/// <summary>
/// What an event of a timer function does: asks for the runs that are due and works off those that are open, within the time that one call has. It may come twice, at two hosts at once, late, or not at all: each slot has one
/// run, and whoever comes next goes on with what is open.
/// </summary>
internal sealed partial class TimerEvents(
    DirectoryStore directory, DueSlots slots, OpenRuns open, TimerTasks tasks, ImportWorker imports, ProgramSettings settings, TimeProvider clock, ILogger<TimerEvents> logger)
{
    /// <summary>An event of one of the functions of <see cref="TimerTasks"/>. Returns what it came to, a line a run.</summary>
    /// <exception cref="Storage.StorageException">What is due or open could not be read.</exception>
    public Task<IReadOnlyList<string>> RunAsync(string function, CancellationToken cancellationToken) => RunAsync([tasks[function]], isTheirOwn: true, cancellationToken);

    /// <summary>An event that makes good what the functions' own events have missed and goes on with all that is open. Returns what it came to, a line a run.</summary>
    /// <exception cref="Storage.StorageException">What is due or open could not be read.</exception>
    public Task<IReadOnlyList<string>> ResumeAsync(CancellationToken cancellationToken)
    {
        // Another instance may have died with an import under way.
        imports.Wake();
        return RunAsync(tasks.All, isTheirOwn: false, cancellationToken);
    }

    private async Task<IReadOnlyList<string>> RunAsync(IReadOnlyList<TimerTask> functions, bool isTheirOwn, CancellationToken cancellationToken)
    {
        using var piece = settings.NewPiece(clock, cancellationToken);
        if (isTheirOwn)
        {
            await WaitForSlotAsync(functions, piece.Stop);
        }

        var failure = await EachBusiness.RunAsync(
            await directory.BusinessesAsync(piece.Stop),
            async business =>
            {
                foreach (var function in functions)
                {
                    // The next event asks for what is left: what was asked for is remembered.
                    if (!piece.IsOver)
                    {
                        await slots.AskAsync(business, function, isTheirOwn, piece.Stop);
                    }
                }
            },
            (business, exception) => LogNotAsked(logger, business.Id, exception),
            piece.Stop);
        var tried = await open.WorkOffAsync(functions, piece);
        foreach (var function in tried.Where(run => run.IsLeft && settings.FunctionTimeout is null).Select(run => tasks.Of(run.Run)).Distinct())
        {
            function.Queue.Wake();
        }

        failure?.Throw();
        return [.. tried.Select(static run => run.ToString())];
    }

    /// <summary>Waits for a slot that is about to come: whoever sends the event may have a clock that is a little ahead of storage's, and sends none when it has come.</summary>
    private async Task WaitForSlotAsync(IReadOnlyList<TimerTask> functions, CancellationToken cancellationToken)
    {
        var now = Instant.Now(clock);
        foreach (var function in functions)
        {
            if (Slots.Last(function.Schedule, now.Plus(StorageClock.MaxSkew)) is { } slot && slot.Slot > now)
            {
                await Task.Delay(slot.Slot.Since(now), clock, cancellationToken);
            }
        }
    }

    [LoggerMessage(EventId = 2010, Level = LogLevel.Warning, Message = "What is due for {Business} could not be asked for; what is due for others is, and this is tried again.")]
    private static partial void LogNotAsked(ILogger logger, string business, Exception exception);
}

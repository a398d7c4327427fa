using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Snapshots;
using CreditFunctions.Timers;

namespace CreditFunctions.Api.Runs;

/// <summary>Runs of timer functions: list, look at, run one by hand.</summary>
internal sealed class RunsApi(RunStore runs, NewestRuns newest, SnapshotStore snapshots, OpenRuns open, TimerTasks tasks, TimeProvider clock)
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    /// <summary>GET a page, newest first.</summary>
    public async Task<IResult> ListAsync(HttpContext http)
    {
        var badFunction = http.QueryFunction(tasks, out var function);
        var badState = http.QueryState(out var state);
        var badLimit = http.QueryLimit(DefaultLimit, MaxLimit, out var limit);
        var badCursor = http.QueryCursor(out var after);
        if ((badFunction ?? badState ?? badLimit ?? badCursor) is { } problem)
        {
            return problem;
        }

        var business = Caller.Of(http).Business;
        // One more than is shown tells whether there is another page.
        var found = await newest.PageAsync(business.Id, function?.Tasks ?? RunTask.All, state, after, limit + 1, business.CreatedAt, Instant.Now(clock), http.RequestAborted);
        var cursor = found.Count > limit ? RunParameters.CursorAfter(found[limit - 1]) : null;
        return new JsonAnswer<TaskRunsAnswer>(new([.. found.Take(limit).Select(TaskRunAnswer.Of)], cursor), ApiJson.Readable.TaskRunsAnswer);
    }

    /// <summary>GET what there is of a slot of a function.</summary>
    public async Task<IResult> GetAsync(HttpContext http)
    {
        if (http.PathFunction(tasks, out var function) is { } problem)
        {
            return problem;
        }

        var text = (string?)http.Request.RouteValues["slot"] ?? "";
        var found = RunParameters.TryParse(text, out var slot) ? await FindAsync(Caller.Of(http).Business, function, slot, http.RequestAborted) : [];
        return found.Count > 0
            ? new JsonAnswer<SlotRunsAnswer>(SlotRunsAnswer.Of(function.Function, slot, found), ApiJson.Readable.SlotRunsAnswer)
            : Problem.NotFound("run_not_found", "slot", $"{function.Function} has no run of slot '{Problem.Shown(text)}'; GET /api/runs?function={function.Function} lists those there are.");
    }

    /// <summary>POST: run a slot by hand. 202, and the Location to look at; what is done stays as it is.</summary>
    public async Task<IResult> RunAsync(HttpContext http)
    {
        if (http.PathFunction(tasks, out var function) is { } problem)
        {
            return problem;
        }

        var (now, business) = (Instant.Now(clock), Caller.Of(http).Business);
        var badSlot = http.QuerySlot(function, business, now, out var slot);
        var badReport = http.QueryReport(function, out var named);
        if ((badSlot ?? badReport) is { } bad)
        {
            return bad;
        }

        foreach (var task in named)
        {
            await OpenAsync(business, task, slot, now, http.RequestAborted);
        }

        tasks.Wake(function.Function);
        var url = SlotRunsAnswer.UrlOf(function.Function, slot);
        http.Response.Headers.Location = url;
        var found = await FindAsync(business, function, slot, http.RequestAborted);
        return new JsonAnswer<SlotRunsAnswer>(SlotRunsAnswer.Of(function.Function, slot, found), ApiJson.Readable.SlotRunsAnswer, StatusCodes.Status202Accepted);
    }

    /// <summary>Asks for a run; one that was given up, or left to a later one, or whose snapshot is no longer there, is open again, unless somebody has opened it before.</summary>
    private async Task OpenAsync(Business business, RunTask task, SnapshotId slot, Instant now, CancellationToken cancellationToken)
    {
        var run = await runs.RequestAsync(business.Id, task, slot, now, isFull: false, cancellationToken);
        while (run.State == RunState.Failed || (run.State == RunState.Done && (run.CoveredBy is not null || !await IsThereAsync(run, cancellationToken))))
        {
            var again = run with { State = RunState.Open, Origin = RunOrigin.Hand, Attempts = 0, CoveredBy = null, EndedAt = null, Error = null };
            run = await runs.SaveAsync(again, cancellationToken) ?? await runs.GetAsync(business.Id, task, slot, cancellationToken) ?? again;
        }

        open.Forget(run);
    }

    /// <summary>Is there still what a run that is done has made? Snapshots are not kept for ever.</summary>
    private async Task<bool> IsThereAsync(Run run, CancellationToken cancellationToken) =>
        run.Task.Function != RunTask.SnapshotReports || await snapshots.ReadableManifestAsync(run.Business, run.Task.Key, run.Slot, cancellationToken) is not null;

    /// <summary>The runs there are of a slot.</summary>
    private async Task<IReadOnlyList<Run>> FindAsync(Business business, TimerTask function, SnapshotId slot, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(function.Tasks.Select(task => runs.GetAsync(business.Id, task, slot, cancellationToken)));
        return [.. found.OfType<Run>()];
    }
}

using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Settings;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Snapshots;
using CreditFunctions.Timers;

namespace CreditFunctions.Api.Reports;

/// <summary>Snapshots: list, look at, fetch, run now.</summary>
internal sealed class SnapshotsApi(SnapshotStore snapshots, RunStore runs, NewestRuns newest, TimerTasks tasks, ProgramSettings settings, TimeProvider clock)
{
    private const int MostSlotsAhead = 10;

    /// <summary>GET the finished ones.</summary>
    public async Task<IResult> ListAsync(HttpContext http)
    {
        if (http.Report(out var report) is { } missing)
        {
            return missing;
        }

        var slots = await snapshots.ListAsync(Caller.Of(http).Business.Id, report.Key, http.RequestAborted);
        return new JsonAnswer<SnapshotsAnswer>(
            new([.. slots.Select(slot => new SnapshotSummary(slot.ToString(), slot.Slot.ToString(), RunAnswer.UrlOf(report.Key, slot)))]), ApiJson.Readable.SnapshotsAnswer);
    }

    /// <summary>POST: run one now. 202, and the Location to look at.</summary>
    public async Task<IResult> RunAsync(HttpContext http)
    {
        var badMode = ReadMode(http, out var isFull);
        if ((http.Report(out var report) ?? badMode) is { } problem)
        {
            return problem;
        }

        var now = Instant.Now(clock);
        var (caller, task) = (Caller.Of(http).Business, RunTask.Of(report.Key));
        var business = caller.Id;
        // A run that has not begun is the one that is asked for: otherwise a caller in a loop would queue one a second before everybody else's.
        var run = await newest.NewestAsync(business, task, caller.CreatedAt, now, http.RequestAborted) is { State: RunState.Open, StartedAt: null } waiting && (waiting.IsFull || !isFull)
            ? waiting
            : await runs.RequestAsync(business, task, SnapshotId.At(now), now, isFull, http.RequestAborted);
        for (var ahead = 1; isFull && run is not { IsFull: true, State: RunState.Open }; ahead++)
        {
            if (ahead > MostSlotsAhead)
            {
                return new Problem(StatusCodes.Status409Conflict, "slots_taken", $"Each of the next {MostSlotsAhead} seconds has a run of its own that is not full. Ask again then.");
            }

            // This second has its run: one of the next gets another.
            run = await runs.RequestAsync(business, task, SnapshotId.At(now.Plus(TimeSpan.FromSeconds(ahead))), now, isFull, http.RequestAborted);
        }

        tasks.Wake(RunTask.SnapshotReports);
        http.Response.Headers.Location = RunAnswer.UrlOf(report.Key, run.Slot);
        return new JsonAnswer<RunAnswer>(RunAnswer.Of(run), ApiJson.Readable.RunAnswer, StatusCodes.Status202Accepted);
    }

    /// <summary>GET one: its manifest, or how its run stands.</summary>
    public async Task<IResult> GetAsync(HttpContext http)
    {
        var (report, slot, problem) = Read(http);
        if (problem is not null)
        {
            return problem;
        }

        var business = Caller.Of(http).Business.Id;
        if (await snapshots.ManifestAsync(business, report.Key, slot, http.RequestAborted) is { } manifest)
        {
            return Answer(RunAnswer.Of(manifest));
        }

        var run = await runs.GetAsync(business, RunTask.Of(report.Key), slot, http.RequestAborted);
        return run is { State: not RunState.Done } ? Answer(RunAnswer.Of(run))
            // It ended between the two looks, so that its manifest is there by now; or it was removed.
            : run is not null && await snapshots.ManifestAsync(business, report.Key, slot, http.RequestAborted) is { } since ? Answer(RunAnswer.Of(since))
            : SnapshotProblems.NotThere(report, slot, run);
    }

    /// <summary>GET a file of one: whole or a range, compressed if asked; or a link to it, if it is large.</summary>
    public async Task<IResult> FileAsync(HttpContext http)
    {
        var (report, slot, wrong) = Read(http);
        var badLink = ReadLink(http, out var asLink);
        if ((wrong ?? badLink) is { } problem)
        {
            return problem;
        }

        if (await snapshots.ManifestAsync(Caller.Of(http).Business.Id, report.Key, slot, http.RequestAborted) is not { } manifest)
        {
            return SnapshotProblems.NotThere(report, slot, await runs.GetAsync(Caller.Of(http).Business.Id, RunTask.Of(report.Key), slot, http.RequestAborted));
        }

        var name = (string?)http.Request.RouteValues["file"] ?? "";
        return manifest.Files.FirstOrDefault(one => one.Name == name) is { } file
            ? new SnapshotFileResult(snapshots, runs, settings, manifest, file, asLink)
            : Problem.NotFound("file_not_found", "file", $"The snapshot has no file '{name}'; it has {string.Join(", ", manifest.Files.Select(one => one.Name))}.");
    }

    private static (ReportDefinition Report, SnapshotId Slot, Problem? Problem) Read(HttpContext http)
    {
        var problem = http.Report(out var report);
        var badSlot = http.Snapshot(out var slot);
        return (report, slot, problem ?? badSlot);
    }

    private static Problem? ReadLink(HttpContext http, out bool asLink)
    {
        var link = http.Request.Query["link"].ToString();
        asLink = link == "true";
        return asLink || !http.Request.Query.ContainsKey("link") ? null : Problem.Invalid(new FieldProblem("link", $"link is '{Problem.Shown(link)}'; allowed is true."));
    }

    private static Problem? ReadMode(HttpContext http, out bool isFull)
    {
        var mode = http.Request.Query["mode"].ToString();
        isFull = mode == RunAnswer.Full;
        return mode is RunAnswer.Full or RunAnswer.Incremental || !http.Request.Query.ContainsKey("mode")
            ? null
            : Problem.Invalid(new FieldProblem("mode", $"mode is '{Problem.Shown(mode)}'; allowed is {RunAnswer.Full} or {RunAnswer.Incremental}."));
    }

    private static JsonAnswer<RunAnswer> Answer(RunAnswer answer) => new(answer, ApiJson.Readable.RunAnswer);
}

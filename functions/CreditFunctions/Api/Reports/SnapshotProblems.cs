using CreditFunctions.Http;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Runs;

namespace CreditFunctions.Api.Reports;

/// <summary>Why a snapshot cannot be read.</summary>
internal static class SnapshotProblems
{
    private const string Field = "snapshot";
    private const int RetryAfterSeconds = 15;

    /// <summary>It is being made.</summary>
    /// <param name="run">What makes it.</param>
    /// <param name="why">What there is not, as a sentence without its end.</param>
    public static Problem Pending(Run run, string why) => new(
        StatusCodes.Status503ServiceUnavailable, "snapshot_pending", $"{why} yet; one is under way: {RunAnswer.UrlOf(run.Task.Key, run.Slot)}.")
    {
        RetryAfter = RetryAfterSeconds,
    };

    /// <summary>Making it was given up.</summary>
    /// <param name="run">What was to make it.</param>
    /// <param name="why">What there is not, as a sentence without its end.</param>
    public static Problem Failed(Run run, string why) => new(StatusCodes.Status409Conflict, "snapshot_failed", $"{why}, and the last run was given up: {run.Error}");

    /// <summary>It has no manifest: it is to come, never was, or was removed.</summary>
    /// <param name="report">Of which report.</param>
    /// <param name="slot">Which snapshot.</param>
    /// <param name="run">The run that was to make it; null: there was none.</param>
    public static Problem NotThere(ReportDefinition report, SnapshotId slot, Run? run) => run?.State switch
    {
        RunState.Open => Pending(run, $"There is no snapshot '{slot}'"),
        RunState.Failed => Failed(run, $"There is no snapshot '{slot}'"),
        RunState.Done => Gone("snapshot_pruned", $"Snapshot '{slot}' of {report.Key} was removed when it was no longer to be kept; /api/reports/{report.Key}/snapshots lists those there are."),
        _ => Problem.NotFound("snapshot_not_found", Field, $"There is no snapshot '{slot}', and none is under way."),
    };

    /// <summary>Its files are there, its pages not any more.</summary>
    public static Problem NotPaged(Manifest manifest)
    {
        var url = RunAnswer.UrlOf(manifest.Report, manifest.Snapshot);
        var files = string.Join(", ", manifest.Files.Select(file => $"{url}/{file.Name}"));
        return Gone("snapshot_not_paged", $"Snapshot '{manifest.Snapshot}' is not paged any more, only the two newest are. Fetch its files: {files}.");
    }

    private static Problem Gone(string code, string detail) => new(StatusCodes.Status410Gone, code, detail) { Fields = [new(Field, detail)] };
}

using System.Text.Json;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace CreditFunctions.Tests.Application;

/// <summary>Runs snapshots and reads their rows.</summary>
internal static class Snapshots
{
    private const int Patience = 5_000;

    // Long enough for the settling time and the worker's pause, too short for the lease's renewal to be jumped to while work is done.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    // The worker's longest pause; only jumped to when nothing has happened for a while.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);
    private const int LooksOfAWhile = 25;

    /// <summary>Asks for a snapshot now; where to look.</summary>
    public static async Task<string> RequestAsync(this CreditApplication app, string report)
    {
        var answer = await app.PostAsync($"/api/reports/{report}/snapshots", null);
        Assert.Equal(202, answer.Status);
        return answer.Header("Location")!;
    }

    /// <summary>Lets time pass until a run has ended with all that it does, and returns how.</summary>
    public static async Task<Answer> EndedAsync(this CreditApplication app, string location)
    {
        for (var (look, idle) = (0, 0); look < Patience; look++)
        {
            var answer = await app.GetAsync(location);
            if (answer.Status == 200 && answer.At("state") != "open" && await IsOverAsync(app, location))
            {
                return answer;
            }

            idle = app.Clock.AdvanceToTimer(idle < LooksOfAWhile ? LongestWait : LongestPause) ? 0 : idle + 1;
        }

        throw new TimeoutException($"{location} has not ended.");
    }

    /// <summary>Makes a snapshot now; where it is.</summary>
    public static async Task<string> MakeAsync(this CreditApplication app, string report)
    {
        var location = await app.RequestAsync(report);
        Assert.Equal("done", (await app.EndedAsync(location)).At("state"));
        return location;
    }

    /// <summary>The rows of a snapshot's JSON file.</summary>
    public static async Task<IReadOnlyList<JsonElement>> RowsAsync(this CreditApplication app, string location)
    {
        var report = location.Split('/')[3];
        return [.. (await app.GetAsync($"{location}/{report}.json")).Json.EnumerateArray()];
    }

    /// <summary>The rows of a report's live data.</summary>
    public static async Task<IReadOnlyList<JsonElement>> DataAsync(this CreditApplication app, string report, string query = "limit=10000")
    {
        var answer = await app.GetAsync($"/api/reports/{report}/data?{query}");
        Assert.Equal(200, answer.Status);
        return [.. answer.Json.GetProperty("rows").EnumerateArray()];
    }

    /// <summary>A string of a row.</summary>
    public static string? Cell(this JsonElement row, string column) => row.GetProperty(column).GetString();

    /// <summary>Is all done that a run does? A snapshot is there as soon as its manifest is, a moment before it is the latest.</summary>
    private static async Task<bool> IsOverAsync(CreditApplication app, string location) =>
        location.Split('/') is not [_, _, "reports", var report, _, var id] || !SnapshotId.TryParse(id, out var slot)
        || await app.Services.GetRequiredService<RunStore>().GetAsync(CreditApplication.Business, RunTask.Of(report), slot, CancellationToken.None) is not { State: RunState.Open };
}

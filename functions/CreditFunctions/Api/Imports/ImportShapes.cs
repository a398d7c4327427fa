using CreditFunctions.Ledger;
using CreditFunctions.Storage.Imports;

namespace CreditFunctions.Api.Imports;

/// <summary>What became of the lines so far; <c>repeated</c> are commands that were done before, under the same key.</summary>
internal sealed record ImportCountsAnswer(long Customers, long Commands, long Repeated, long Rejected);

/// <summary>
/// An import. <c>progress</c> is in percent of its bytes; <c>rejected</c> is where the rejected lines are, if there are any; <c>files_removed_at</c> is when these and what was sent were removed, some time
/// after its end.
/// </summary>
internal sealed record ImportAnswer(
    string Id, string State, string Format, long Bytes, long BytesDone, int Progress, long Lines, ImportCountsAnswer Counts, string CreatedAt, string UpdatedAt, string? EndedAt,
    string? FilesRemovedAt, string? Error, string? Rejected)
{
    public static ImportAnswer Of(ImportRun run) => new(
        run.Id, SnakeCase.Name(run.State), SnakeCase.Name(run.Body.Format), run.Body.Bytes, run.BytesDone, (int)((Int128)run.BytesDone * 100 / run.Body.Bytes), run.Counts.Lines,
        new(run.Counts.Customers, run.Counts.Commands, run.Counts.Repeated, run.Counts.Rejected), run.CreatedAt.ToString(), run.UpdatedAt.ToString(), run.EndedAt?.ToString(),
        run.FilesRemovedAt?.ToString(), run.Error, run.Counts.Rejected > 0 ? $"{UrlOf(run.Id)}/rejected" : null);

    /// <summary>Where it is to be looked at.</summary>
    public static string UrlOf(string id) => $"/api/imports/{id}";
}

/// <summary>The latest imports, newest first.</summary>
internal sealed record ImportsAnswer(IReadOnlyList<ImportAnswer> Imports);

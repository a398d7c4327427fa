using System.Text.Json;
using System.Text.Json.Serialization;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>What is known of a file that is finished: written beside it, after it, so that no later attempt makes it again.</summary>
/// <param name="Rows">Of a row file.</param>
/// <param name="File">Of a file for people.</param>
/// <param name="Totals">Of the first row file: what its rows add up to.</param>
internal sealed record SnapshotStep(RowFileInfo? Rows, SnapshotFile? File, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? Totals = null)
{
    /// <summary>The step that made a file, if it is finished.</summary>
    /// <param name="reports">Where it is.</param>
    /// <param name="file">The file's whole name.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public static async Task<SnapshotStep?> ReadAsync(IBlobContainer reports, string file, CancellationToken cancellationToken)
    {
        await using var download = await reports.GetAsync(file + SnapshotPaths.StepSuffix, null, cancellationToken);
        return download is null ? null : await JsonSerializer.DeserializeAsync(download.Content, SnapshotStepJson.Default.SnapshotStep, cancellationToken);
    }

    /// <summary>Says that a file is finished.</summary>
    public Task WriteAsync(IBlobContainer reports, string file, CancellationToken cancellationToken) =>
        reports.PutAsync(file + SnapshotPaths.StepSuffix, JsonSerializer.SerializeToUtf8Bytes(this, SnapshotStepJson.Default.SnapshotStep), new("application/json"), BlobCondition.None, cancellationToken);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SnapshotStep))]
internal sealed partial class SnapshotStepJson : JsonSerializerContext;

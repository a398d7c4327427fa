using System.Collections.Immutable;

namespace CreditFunctions.Reports.Tests;

/// <summary>A snapshot in memory: its JSON file and its manifest.</summary>
internal sealed record SnapshotSample(byte[] Json, Manifest Manifest)
{
    public static async Task<SnapshotSample> OfAsync(PackedRows rows)
    {
        using var stream = new MemoryStream();
        using var writer = SnapshotFileWriter.ToStream(rows.Report, ReportFormat.Json, stream);
        await writer.AppendAsync(rows, ReportExecution.DefaultOrder(rows), TestContext.Current.CancellationToken);
        var file = await writer.FinishAsync(TestContext.Current.CancellationToken);
        var totals = new TotalsByUnit(rows.Report);
        totals.Add(rows);
        return new(stream.ToArray(), ManifestOf(rows.Report, writer.Rows, [file], totals.ToDictionary()));
    }

    public static Manifest ManifestOf(
        ReportDefinition report, long rows, ImmutableArray<SnapshotFile> files, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> totals) => new(
            Manifest.CurrentSchema,
            report.Key,
            "acme",
            new SnapshotId(SampleRows.Noon),
            SampleRows.Noon,
            SampleRows.Noon.Plus(TimeSpan.FromSeconds(10)),
            SampleRows.Noon.Plus(TimeSpan.FromSeconds(11.5)),
            "1",
            rows,
            totals,
            files,
            [new ShardRecord("0f", 3, new string('a', 64))],
            Manifest.ScanPolicy);

    /// <summary>Reads the file as it is now against the manifest.</summary>
    public Task<PackedRows?> ReadAsync(Func<Stream, Stream>? wrap = null)
    {
        var stream = new MemoryStream(Json);
        return SnapshotFileReader.ReadAsync(wrap is null ? stream : wrap(stream), Manifest, TestContext.Current.CancellationToken);
    }

    /// <summary>The same with the file's text changed and the manifest made to agree, as if another program had written it.</summary>
    public SnapshotSample Rewritten(Func<string, string> change)
    {
        var json = System.Text.Encoding.UTF8.GetBytes(change(System.Text.Encoding.UTF8.GetString(Json)));
        var file = Manifest.Files[0] with
        {
            Bytes = json.Length,
            Sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(json)),
        };
        return new(json, Manifest with { Files = [file] });
    }
}

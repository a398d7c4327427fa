using System.Collections.Immutable;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Runs;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>
/// Makes the files of a snapshot from the shards of its slot, one after another. All are functions of the shards, and their folder is named by a digest of these: a file that is finished, by
/// whatever attempt, is not made again, and one that is made twice is the same both times. Memory: that of one sort and of the uploads, however many rows there are.
/// </summary>
/// <param name="reports">Where they go.</param>
/// <param name="settings">Which there are.</param>
/// <param name="report">Whose rows.</param>
/// <param name="set">What they are made from.</param>
/// <param name="folder">Where they lie: ends with a slash.</param>
/// <param name="progress">Hears what is finished.</param>
internal sealed class SnapshotFiles(IBlobContainer reports, SnapshotSettings settings, ReportDefinition report, ShardSet set, string folder, RunProgress progress)
{
    private const string RowsType = "application/octet-stream";

    // A file of its own, as its name says, to whoever fetches it from storage: no client is to unpack it unasked.
    private static readonly BlobHeaders Gzip = new("application/gzip");

    // One file is read at a time: larger parts than elsewhere cost little memory and make a quarter of the requests.
    private const int PartBytes = 1024 * 1024;

    private ImmutableArray<ReportColumn> Indexes => settings.Indexes[report.Key];

    /// <summary>All rows in ascending order of each indexed column, and what they add up to.</summary>
    public async Task<(ImmutableArray<PageStore> Pages, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Totals)> PagesAsync(CancellationToken cancellationToken)
    {
        var pages = ImmutableArray.CreateBuilder<PageStore>();
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? totals = null;
        foreach (var column in Indexes)
        {
            var name = PageStore.NameOf(report, column.Key);
            var step = await SnapshotStep.ReadAsync(reports, folder + name, cancellationToken);
            if (step is null)
            {
                await progress.BeginAsync(RunPhase.Pages, $"pages by {column.Key}, {pages.Count + 1} of {Indexes.Length}", cancellationToken);
                step = await SortAsync(column, name, pages.FirstOrDefault()?.File, cancellationToken);
            }

            pages.Add(new(column.Key, step.Rows!));
            totals ??= step.Totals;
        }

        return (pages.ToImmutable(), totals!);
    }

    /// <summary>The files for people, all that are missing in one pass over the pages of the default order.</summary>
    public async Task<ImmutableArray<SnapshotFile>> FilesAsync(RowFileInfo rows, CancellationToken cancellationToken)
    {
        var steps = new SnapshotStep?[settings.Formats.Length];
        for (var at = 0; at < steps.Length; at++)
        {
            steps[at] = await SnapshotStep.ReadAsync(reports, folder + NameOf(settings.Formats[at]), cancellationToken);
        }

        var missing = Enumerable.Range(0, steps.Length).Where(at => steps[at] is null).ToList();
        if (missing.Count > 0)
        {
            await progress.BeginAsync(RunPhase.Files, string.Join(", ", missing.Select(at => NameOf(settings.Formats[at]))), cancellationToken);
            var made = await WriteAsync([.. missing.Select(at => settings.Formats[at])], rows, cancellationToken);
            foreach (var (at, file) in missing.Zip(made))
            {
                steps[at] = new(null, file);
            }
        }

        return [.. steps.Select(static step => step!.File!)];
    }

    /// <summary>What changed since the slot the shards started from; null: there is none.</summary>
    public async Task<SnapshotFile?> ChangesAsync(CancellationToken cancellationToken)
    {
        if (set.Shards.Any(static shard => shard.Changes is null))
        {
            return null;
        }

        if (await SnapshotStep.ReadAsync(reports, folder + ShardChanges.FileName, cancellationToken) is { } step)
        {
            return step.File;
        }

        await progress.BeginAsync(RunPhase.Files, ShardChanges.FileName, cancellationToken);
        return report == CustomerCredits.Definition
            ? await WriteChangesAsync(CreditChanges.Definition, new CreditChangeRows(reports, set, set.Base()!.Value.Slot).AllAsync(cancellationToken), cancellationToken)
            : await WriteChangesAsync(ShardChanges.Definition, AccountChangesAsync(cancellationToken), cancellationToken);
    }

    private IAsyncEnumerable<RowBatch> AccountChangesAsync(CancellationToken cancellationToken) =>
        set.Shards.ToAsyncEnumerable().SelectMany(shard => new ReportRows(reports).ChangesAsync(shard, cancellationToken));

    private async Task<SnapshotFile> WriteChangesAsync(ReportDefinition changes, IAsyncEnumerable<RowBatch> all, CancellationToken cancellationToken)
    {
        await using var spill = NewSpill();
        await using var sorter = new RowSorter(new(changes, changes.DefaultSort), settings.Sort, spill);
        await foreach (var rows in all)
        {
            await sorter.AddAsync(rows, cancellationToken);
        }

        var form = new ReportFileForm(ReportFormat.Csv, HasByteOrderMark: settings.Formats.Any(static form => form.HasByteOrderMark));
        await using var upload = reports.Upload(folder + ShardChanges.FileName, new(ReportContentTypes.Csv));
        await using var writer = new ReportFileWriter(changes, form, upload.WriteAsync, ShardChanges.FileName);
        await foreach (var rows in sorter.SortedAsync(cancellationToken))
        {
            await writer.AppendAsync(rows, cancellationToken);
        }

        var file = await writer.FinishAsync(cancellationToken);
        await CommitAsync(upload, cancellationToken);
        await new SnapshotStep(null, file).WriteAsync(reports, folder + file.Name, cancellationToken);
        await progress.GotOnAsync(file.Name, cancellationToken);
        return file;
    }

    /// <summary>Sorts all rows by a column: the first time the shards' own, after that those of the pages that are there.</summary>
    private async Task<SnapshotStep> SortAsync(ReportColumn column, string name, RowFileInfo? sorted, CancellationToken cancellationToken)
    {
        await using var spill = NewSpill();
        await using var sorter = new RowSorter(new(report, [new(column, Descending: false)]), settings.Sort, spill);
        var totals = sorted is null ? new TotalsByUnit(report) : null;
        await foreach (var rows in sorted is null ? new ReportRows(reports).OfAsync(set, report, cancellationToken) : ScanAsync(sorted, descending: false, cancellationToken))
        {
            totals?.Add(rows);
            await sorter.AddAsync(rows, cancellationToken);
        }

        await using var upload = reports.Upload(folder + name, new(RowsType));
        var writer = new RowFileWriter(name, PageStore.IdOf(folder + name, report), upload.WriteAsync);
        await foreach (var rows in sorter.SortedAsync(cancellationToken))
        {
            await writer.AppendAsync(rows, cancellationToken);
        }

        var step = new SnapshotStep(await writer.FinishAsync(cancellationToken), null, totals?.ToDictionary());
        await CommitAsync(upload, cancellationToken);
        await step.WriteAsync(reports, folder + name, cancellationToken);
        await progress.GotOnAsync($"pages by {column.Key}", cancellationToken);
        return step;
    }

    private async Task<IReadOnlyList<SnapshotFile>> WriteAsync(ImmutableArray<ReportFileForm> forms, RowFileInfo pages, CancellationToken cancellationToken)
    {
        var open = new List<(BlobUpload Upload, ReportFileWriter Writer)>();
        try
        {
            foreach (var form in forms)
            {
                var upload = reports.Upload(folder + NameOf(form), form.IsGzip ? Gzip : new(ReportContentTypes.Of(form.Format)));
                open.Add((upload, new(report, form, upload.WriteAsync)));
            }

            await foreach (var rows in ScanAsync(pages, report.DefaultSort[0].Descending, cancellationToken))
            {
                // Each formats on a thread of its own; the rows stay as they are until all are done with them.
                await Task.WhenAll(open.Select(one => Task.Run(async () => await one.Writer.AppendAsync(rows, cancellationToken), cancellationToken)));
            }

            var files = new List<SnapshotFile>();
            foreach (var (upload, writer) in open)
            {
                var file = await writer.FinishAsync(cancellationToken);
                await CommitAsync(upload, cancellationToken);
                await new SnapshotStep(null, file).WriteAsync(reports, folder + file.Name, cancellationToken);
                await progress.GotOnAsync(file.Name, cancellationToken);
                files.Add(file);
            }

            return files;
        }
        finally
        {
            foreach (var (upload, writer) in open)
            {
                await writer.DisposeAsync();
                await upload.DisposeAsync();
            }
        }
    }

    /// <summary>Puts a file in the place of what an attempt left that died before it wrote its step: the step says of these bytes what it says. A worker whose lease ran out puts none.</summary>
    private async Task CommitAsync(BlobUpload upload, CancellationToken cancellationToken)
    {
        await progress.HoldAsync(cancellationToken);
        await upload.CommitAsync(BlobCondition.None, cancellationToken);
    }

    private IAsyncEnumerable<RowBatch> ScanAsync(RowFileInfo file, bool descending, CancellationToken cancellationToken) =>
        new RowFileReader(file, new BlobFile(reports, folder + file.Name, file.Bytes), partBytes: PartBytes).ScanAsync(0, file.Rows, descending, cancellationToken);

    private LocalSpill NewSpill() => new(Path.GetTempPath(), settings.TemporaryDiskBytes, new BlobSpill(reports, $"{SnapshotPaths.Spill(folder)}{Guid.NewGuid():N}/"));

    private string NameOf(ReportFileForm form) => SnapshotFile.NameOf(report, form.Format, form.IsGzip);
}

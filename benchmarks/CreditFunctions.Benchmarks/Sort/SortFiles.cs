using CreditFunctions.Reports;

namespace CreditFunctions.Benchmarks;

/// <summary>The files of the benchmark: the rows as they are stored, and as they are written for people.</summary>
internal static class SortFiles
{
    /// <summary>Writes made-up rows, in order of their customers' ids, to a row file.</summary>
    public static async Task WriteStoreAsync(MadeUpBalances rows, string path)
    {
        await using var file = File.Create(path);
        await rows.WriteAsync("customer_id", Path.GetFileName(path), 1, file.WriteAsync);
    }

    /// <summary>Writes the rows of such a file as CSV, for what the engine is compared with.</summary>
    public static async Task CopyToCsvAsync(string store, string path)
    {
        await using var input = LocalFile.Open(store);
        var reader = await RowFileReader.OpenAsync(Path.GetFileName(store), input, null, default);
        await WriteAsync(reader.ScanAsync(0, reader.Info.Rows, descending: false, default), path, isJson: false, default);
    }

    /// <summary>Writes rows as CSV or JSON.</summary>
    public static async Task WriteAsync(IAsyncEnumerable<RowBatch> rows, string path, bool isJson, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        var length = 0L;
        await using var writer = new ReportFileWriter(CreditBalances.Definition, new(isJson ? ReportFormat.Json : ReportFormat.Csv), (part, _) =>
        {
            RandomAccess.Write(file, part.Span, length);
            length += part.Length;
            return default;
        });
        await foreach (var batch in rows)
        {
            await writer.AppendAsync(batch, cancellationToken);
        }

        await writer.FinishAsync(cancellationToken);
    }
}

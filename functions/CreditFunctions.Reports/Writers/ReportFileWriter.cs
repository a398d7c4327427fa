using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;

namespace CreditFunctions.Reports;

/// <summary>How a file of a report is written.</summary>
/// <param name="Format">Its format.</param>
/// <param name="IsGzip">Compress it.</param>
/// <param name="HasByteOrderMark">Begin CSV with U+FEFF, by which some spreadsheets know UTF-8.</param>
public readonly record struct ReportFileForm(ReportFormat Format, bool IsGzip = false, bool HasByteOrderMark = false);

/// <summary>Writes a file of rows, all columns of every row, in the order appended; counts and hashes its bytes on the way. While one part is hashed, compressed and
/// sent, the next is written: it keeps two parts in memory and a compressed one, whatever comes.</summary>
public sealed class ReportFileWriter : IAsyncDisposable
{
    /// <summary>Bytes handed to the sink at once, a row more or less (128 KiB).</summary>
    public const int PartBytes = 128 * 1024;

    private readonly ReportDefinition report;
    private readonly string name;
    private readonly ReportFileForm form;
    private readonly RowFormat format;
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MemoryStream? compressed;
    private readonly GZipStream? gzip;
    private ArrayBufferWriter<byte> part = new(PartBytes + (PartBytes / 8));
    private ArrayBufferWriter<byte> other = new(PartBytes + (PartBytes / 8));
    private Task sending = Task.CompletedTask;
    private long bytes;

    // For good once the sink failed to take a part: what it holds is then unknown.
    private bool failed;
    private bool finished;

    /// <summary>Begins a file.</summary>
    /// <param name="report">The report whose rows follow.</param>
    /// <param name="form">How it is written.</param>
    /// <param name="sink">Takes the file's bytes in order, on any thread; they are only valid until it completes.</param>
    /// <param name="name">Its name; null: the report's own in that form.</param>
    public ReportFileWriter(ReportDefinition report, ReportFileForm form, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, string? name = null)
    {
        (this.report, this.form, this.sink) = (report, form, sink);
        this.name = name ?? SnapshotFile.NameOf(report, form.Format, form.IsGzip);
        format = RowFormat.Of(form.Format, report.Columns);
        if (form.IsGzip)
        {
            compressed = new MemoryStream();
            gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true);
        }

        if (form is { HasByteOrderMark: true, Format: ReportFormat.Csv })
        {
            part.Write(CsvFormat.ByteOrderMark.Span);
        }

        part.Write(format.Begin.Span);
    }

    /// <summary>Rows written so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Appends rows of the report.</summary>
    /// <param name="rows">The rows, in the order of the file.</param>
    /// <param name="cancellationToken">Stops between parts; the file cannot be finished then.</param>
    /// <exception cref="InvalidOperationException">The file was finished, or its sink failed to take a part.</exception>
    public async ValueTask AppendAsync(RowBatch rows, CancellationToken cancellationToken)
    {
        RequireOpen();
        for (var next = 0; next < rows.Count;)
        {
            next = Fill(rows, next);
            if (part.WrittenCount >= PartBytes)
            {
                await BeginSendAsync(isLast: false, cancellationToken);
            }
        }
    }

    /// <summary>Ends the file.</summary>
    /// <returns>Its entry for the manifest.</returns>
    /// <exception cref="InvalidOperationException">The file was finished before, or its sink failed to take a part.</exception>
    public async ValueTask<SnapshotFile> FinishAsync(CancellationToken cancellationToken)
    {
        RequireOpen();
        finished = true;
        part.Write(format.End.Span);
        await BeginSendAsync(isLast: true, cancellationToken);
        await sending;
        return new(name, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()), ReportContentTypes.Of(form.Format), form.IsGzip ? SnapshotFile.Gzip : null);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // What the sink is given may not change before it is done with it.
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        hash.Dispose();
        if (gzip is not null)
        {
            await gzip.DisposeAsync();
            await compressed!.DisposeAsync();
        }
    }

    /// <summary>Writes rows until the part is full and returns which comes next.</summary>
    private int Fill(RowBatch rows, int next)
    {
        Span<long> cells = stackalloc long[Row.MaxColumns];
        for (; next < rows.Count && part.WrittenCount < PartBytes; next++)
        {
            if (Rows++ > 0)
            {
                part.Write(format.Between.Span);
            }

            format.Write(new Row(rows[next], report, cells), part);
        }

        return next;
    }

    private void RequireOpen()
    {
        if (finished || failed)
        {
            throw new InvalidOperationException(finished ? "The file was finished before." : "A part of the file was not taken; it must be written anew.");
        }
    }

    /// <summary>Waits until the part before this one is sent and begins to send this one.</summary>
    private async ValueTask BeginSendAsync(bool isLast, CancellationToken cancellationToken)
    {
        failed = true;
        await sending;
        failed = false;
        (part, other) = (other, part);
        part.ResetWrittenCount();
        sending = Task.Run(() => SendAsync(other.WrittenMemory, isLast, cancellationToken), CancellationToken.None);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> content, bool isLast, CancellationToken cancellationToken)
    {
        if (gzip is not null)
        {
            content = Compress(content.Span, isLast);
        }

        hash.AppendData(content.Span);
        bytes += content.Length;
        if (content.Length > 0)
        {
            await sink(content, cancellationToken);
        }
    }

    /// <summary>What the part adds to the compressed file; the compressor keeps some of it back until the last.</summary>
    private ReadOnlyMemory<byte> Compress(ReadOnlySpan<byte> content, bool isLast)
    {
        compressed!.SetLength(0);
        gzip!.Write(content);
        if (isLast)
        {
            gzip.Dispose();
        }

        return compressed.GetBuffer().AsMemory(0, (int)compressed.Length);
    }
}

using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace CreditFunctions.Reports;

/// <summary>
/// Writes one file of a snapshot, all columns of every row appended, in the order appended, and counts and hashes its bytes on the way.
/// What waits in memory stays near <see cref="PartBytes"/>.
/// </summary>
public sealed class SnapshotFileWriter : IDisposable
{
    /// <summary>Bytes handed to the sink at once, a row more or less (128 KiB).</summary>
    public const int PartBytes = 128 * 1024;

    private readonly ReportDefinition report;
    private readonly ReportFormat format;
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink;
    private readonly ArrayBufferWriter<byte> buffer = new(PartBytes + (PartBytes / 8));
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Utf8JsonWriter json;
    private readonly JsonRows jsonRows;
    private long bytes;

    // Set while the sink has a part, and for good once it failed to take one: what it holds is then unknown.
    private bool sending;
    private bool finished;

    /// <summary>Begins the file of a report in a format.</summary>
    /// <param name="report">The report whose rows follow.</param>
    /// <param name="format">The format of the file.</param>
    /// <param name="sink">Takes the file's bytes in order; they are only valid until it completes.</param>
    public SnapshotFileWriter(ReportDefinition report, ReportFormat format, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink)
    {
        this.report = report;
        this.format = format;
        this.sink = sink;
        json = new Utf8JsonWriter(buffer, JsonRows.Options);
        jsonRows = new JsonRows(report.Columns);
        if (format == ReportFormat.Csv)
        {
            CsvRows.WriteHeader(buffer, report.Columns);
        }
        else
        {
            json.WriteStartArray();
        }
    }

    /// <summary>Rows written so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Writes a file that goes to a stream.</summary>
    public static SnapshotFileWriter ToStream(ReportDefinition report, ReportFormat format, Stream stream) => new(report, format, stream.WriteAsync);

    /// <summary>Appends a batch of rows, such as all of them in <see cref="ReportExecution.DefaultOrder"/>.</summary>
    /// <param name="rows">The batch.</param>
    /// <param name="order">Indexes of its rows, in the order of the file.</param>
    /// <param name="cancellationToken">Stops between parts; the file cannot be finished then.</param>
    /// <exception cref="ArgumentException">They are rows of another report.</exception>
    /// <exception cref="InvalidOperationException">The file was finished, or its sink failed to take a part.</exception>
    public async ValueTask AppendAsync(PackedRows rows, ImmutableArray<int> order, CancellationToken cancellationToken)
    {
        if (rows.Report != report)
        {
            throw new ArgumentException($"Rows of {rows.Report} cannot stand in a file of {report}.", nameof(rows));
        }

        RequireOpen();
        foreach (var row in order)
        {
            if (format == ReportFormat.Csv)
            {
                CsvRows.WriteRow(buffer, rows, row, report.Columns);
            }
            else
            {
                jsonRows.WriteRow(json, rows, row);
            }

            Rows++;
            if (buffer.WrittenCount + json.BytesPending >= PartBytes)
            {
                await SendAsync(cancellationToken);
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
        if (format == ReportFormat.Json)
        {
            json.WriteEndArray();
        }

        await SendAsync(cancellationToken);
        return new(
            SnapshotFile.NameOf(report, format),
            bytes,
            Convert.ToHexStringLower(hash.GetHashAndReset()),
            ReportContentTypes.Of(format));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        hash.Dispose();
        json.Dispose();
    }

    private void RequireOpen()
    {
        if (finished || sending)
        {
            throw new InvalidOperationException(finished ? "The file was finished before." : "A part of the file was not taken; it must be written anew.");
        }
    }

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        json.Flush();
        sending = true;
        hash.AppendData(buffer.WrittenSpan);
        bytes += buffer.WrittenCount;
        await sink(buffer.WrittenMemory, cancellationToken);
        buffer.ResetWrittenCount();
        sending = false;
    }
}

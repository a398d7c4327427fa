using System.Security.Cryptography;
using System.Text.Json;

namespace CreditFunctions.Reports;

/// <summary>
/// Reads a snapshot's JSON file back into rows, a part at a time, and proves it against its manifest: no row is handed out before all bytes
/// were counted and hashed.
/// </summary>
public static class SnapshotFileReader
{
    /// <summary>Bytes of the file in memory at once, unless one cell is longer (64 KiB).</summary>
    public const int PartBytes = 64 * 1024;

    /// <summary>The longest cell that is read, in bytes of JSON (1 MiB): far above what any column can hold.</summary>
    public const int MaxCellBytes = 1024 * 1024;

    /// <summary>Reads all rows.</summary>
    /// <param name="content">The file <c>{report}.json</c>, from its beginning.</param>
    /// <param name="manifest">The manifest of the snapshot the file is of.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows in the order of the file; null if they are more than <see cref="PackedRows"/> holds, which says nothing against the file.</returns>
    /// <exception cref="SnapshotException">The file is cut short, too long, has another SHA-256, or is not rows of its report.</exception>
    public static async Task<PackedRows?> ReadAsync(Stream content, Manifest manifest, CancellationToken cancellationToken)
    {
        if (!ReportCatalogue.TryGet(manifest.Report, out var report))
        {
            throw new SnapshotException(Manifest.FileName, $"is of a report '{manifest.Report}', which this program does not have.");
        }

        var file = manifest.File(SnapshotFile.NameOf(report, ReportFormat.Json));
        if (manifest.Rows > PackedRows.MaxRows)
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var rows = new PackedRows(report, manifest.Rows);
        var parser = new SnapshotRowParser(rows);
        var buffer = new byte[PartBytes];
        var held = 0;
        for (var total = 0L; ;)
        {
            var read = await content.ReadAsync(buffer.AsMemory(held), cancellationToken);
            hash.AppendData(buffer, held, read);
            held += read;
            total += read;
            CheckLength(file, total, atEnd: read == 0);
            if (read == 0)
            {
                CheckHash(file, hash);
            }

            var parsed = Parse(file, parser, buffer.AsSpan(0, held), atEnd: read == 0, total - held);
            if (parser.IsFull)
            {
                return null;
            }

            if (read == 0)
            {
                return rows.Count == manifest.Rows
                    ? rows
                    : throw new SnapshotException(file.Name, $"has {rows.Count} rows; the manifest says {manifest.Rows}.");
            }

            buffer.AsSpan(parsed, held - parsed).CopyTo(buffer);
            held -= parsed;
            if (held == buffer.Length)
            {
                buffer = Grow(file, buffer);
            }
        }
    }

    private static int Parse(SnapshotFile file, SnapshotRowParser parser, ReadOnlySpan<byte> json, bool atEnd, long before)
    {
        try
        {
            return parser.Parse(json, atEnd);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or ArgumentException)
        {
            // The JSON reader's complaint about text that is not UTF-8 is an InvalidOperationException.
            throw new SnapshotException(file.Name, $"is not rows of its report within {json.Length} bytes after byte {before}: {broken.Message}", broken);
        }
    }

    private static void CheckLength(SnapshotFile file, long total, bool atEnd)
    {
        if (total > file.Bytes)
        {
            throw new SnapshotException(file.Name, $"is longer than the {file.Bytes} bytes the manifest says.");
        }

        if (atEnd && total < file.Bytes)
        {
            throw new SnapshotException(file.Name, $"ends after {total} of the {file.Bytes} bytes the manifest says.");
        }
    }

    private static void CheckHash(SnapshotFile file, IncrementalHash hash)
    {
        var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (sha256 != file.Sha256)
        {
            throw new SnapshotException(file.Name, $"has SHA-256 {sha256}; the manifest says {file.Sha256}.");
        }
    }

    private static byte[] Grow(SnapshotFile file, byte[] full)
    {
        if (full.Length >= MaxCellBytes)
        {
            throw new SnapshotException(file.Name, $"has a cell of more than {MaxCellBytes} bytes.");
        }

        Array.Resize(ref full, full.Length * 2);
        return full;
    }
}

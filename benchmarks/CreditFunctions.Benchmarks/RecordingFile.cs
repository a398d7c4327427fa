using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Benchmarks;

/// <summary>A file that remembers what was read of it.</summary>
internal sealed class RecordingFile(IRangedFile file) : IRangedFile
{
    public List<BlobRange> Ranges { get; } = [];

    public long Length => file.Length;

    public ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        Ranges.Add(new(offset, buffer.Length));
        return file.ReadAsync(offset, buffer, cancellationToken);
    }

    public ValueTask DisposeAsync() => file.DisposeAsync();
}

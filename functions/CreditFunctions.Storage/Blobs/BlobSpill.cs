using System.Globalization;
using CreditFunctions.Reports;

namespace CreditFunctions.Storage.Blobs;

/// <summary>
/// Sorted runs as blobs. What a process that died left of them lies under the prefix, where whoever owns it sweeps.
/// </summary>
/// <param name="container">Where they go.</param>
/// <param name="prefix">What their names begin with; of this spill alone.</param>
public sealed class BlobSpill(IBlobContainer container, string prefix) : ISpill
{
    private static readonly BlobHeaders Headers = new("application/octet-stream");

    private int runs;

    /// <inheritdoc/>
    public SpilledRun Begin() => new Run(container, prefix + Interlocked.Increment(ref runs).ToString("D6", CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (runs == 0)
        {
            return;
        }

        try
        {
            await foreach (var blob in container.ListAsync(prefix, CancellationToken.None))
            {
                await container.DeleteAsync(blob.Name, CancellationToken.None);
            }
        }
        catch (StorageException)
        {
            // They are swept.
        }
    }

    private sealed class Run(IBlobContainer container, string name) : SpilledRun
    {
        private readonly BlobUpload upload = container.Upload(name, Headers);
        private long length;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            await upload.WriteAsync(content, cancellationToken);
            length += content.Length;
        }

        public override async Task<IRangedFile> FinishAsync(CancellationToken cancellationToken)
        {
            var result = await upload.CommitAsync(BlobCondition.None, cancellationToken);
            return new BlobFile(container, name, length, result.ETag, isTemporary: true);
        }

        public override ValueTask DisposeAsync() => upload.DisposeAsync();
    }
}

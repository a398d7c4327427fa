using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>A row file that is being written to a blob. Disposing of it before it is finished leaves nothing.</summary>
internal sealed class NewRowFile : IAsyncDisposable
{
    private const int PartBytes = 64 * 1024;
    private static readonly BlobHeaders Headers = new("application/octet-stream");

    private readonly RowBatch rows = new();
    private readonly RowFileWriter writer;
    private readonly Func<BlobUpload> begin;
    private BlobUpload? upload;

    /// <summary>Begins a file of that name.</summary>
    public NewRowFile(IBlobContainer container, string name)
    {
        // A block's memory is only taken when there is something to send.
        begin = () => container.Upload(name, Headers);
        writer = new(name, BitConverter.ToInt64(Guid.NewGuid().ToByteArray()), (bytes, token) => (upload ??= begin()).WriteAsync(bytes, token));
    }

    /// <summary>Appends a row; <see cref="FlushAsync"/> is called now and then.</summary>
    public void Add(ReadOnlySpan<byte> row) => rows.Add(row);

    /// <summary>Hands on what has come together, once it is worth it.</summary>
    public ValueTask FlushAsync(CancellationToken cancellationToken) => rows.Bytes < PartBytes ? default : AppendAsync(cancellationToken);

    /// <summary>Finishes the file.</summary>
    /// <exception cref="StorageException">Storage could not be reached; the file may or may not be there.</exception>
    public async Task<RowFileInfo> FinishAsync(CancellationToken cancellationToken)
    {
        await AppendAsync(cancellationToken);
        var info = await writer.FinishAsync(cancellationToken);
        await upload!.CommitAsync(BlobCondition.None, cancellationToken);
        return info;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => upload?.DisposeAsync() ?? default;

    private async ValueTask AppendAsync(CancellationToken cancellationToken)
    {
        await writer.AppendAsync(rows, cancellationToken);
        rows.Clear();
    }
}

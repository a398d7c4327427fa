using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>Goes through the rows of a row file, or of what was sorted, one at a time.</summary>
internal sealed class RowStream(IAsyncEnumerable<RowBatch> rows, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<RowBatch> batches = rows.GetAsyncEnumerator(cancellationToken);
    private int at = -1;
    private bool isOpen;

    /// <summary>Does it stand on a row?</summary>
    public bool HasRow => isOpen && at < batches.Current.Count;

    /// <summary>The row it stands on, until it is moved.</summary>
    public ReadOnlySpan<byte> Row => batches.Current[at];

    /// <summary>The rows of a file in a blob.</summary>
    public static RowStream Of(IBlobContainer container, RowFileInfo file, CancellationToken cancellationToken) => new(RowsOf(container, file, cancellationToken), cancellationToken);

    /// <summary>The same, in parts.</summary>
    public static IAsyncEnumerable<RowBatch> RowsOf(IBlobContainer container, RowFileInfo file, CancellationToken cancellationToken) =>
        new RowFileReader(file, new BlobFile(container, file.Name, file.Bytes)).ScanAsync(0, file.Rows, descending: false, cancellationToken);

    /// <summary>Goes to the first row, or on to the next.</summary>
    public ValueTask MoveAsync()
    {
        at++;
        return HasRow ? default : NextBatchAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => batches.DisposeAsync();

    private async ValueTask NextBatchAsync()
    {
        do
        {
            at = 0;
            isOpen = await batches.MoveNextAsync();
        }
        while (isOpen && batches.Current.Count == 0);
    }
}

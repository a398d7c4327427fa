namespace CreditFunctions.Reports;

/// <summary>A finished file that any part can be read of: a blob, or a local file. Any number of readers may read it at once.</summary>
public interface IRangedFile : IAsyncDisposable
{
    /// <summary>Bytes of the file.</summary>
    long Length { get; }

    /// <summary>Fills the buffer with the bytes from an offset on.</summary>
    /// <exception cref="EndOfStreamException">The file ends before.</exception>
    ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken);
}

using Microsoft.Win32.SafeHandles;

namespace CreditFunctions.Reports;

/// <summary>A file of the local disk. It is read at once, on the caller's thread: what was written a moment ago is in memory, and handing such a read to another thread costs more than it.</summary>
/// <param name="handle">The open file; it is closed with this.</param>
public sealed class LocalFile(SafeFileHandle handle) : IRangedFile
{
    /// <summary>Opens a finished file.</summary>
    /// <exception cref="IOException">It is not there, or may not be read.</exception>
    public static LocalFile Open(string path) => new(File.OpenHandle(path, options: FileOptions.RandomAccess));

    /// <inheritdoc/>
    public long Length { get; } = RandomAccess.GetLength(handle);

    /// <inheritdoc/>
    public ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        for (var rest = buffer.Span; rest.Length > 0;)
        {
            var read = RandomAccess.Read(handle, rest, offset);
            if (read == 0)
            {
                throw new EndOfStreamException($"The file ends at byte {offset}; {rest.Length} more were asked for.");
            }

            rest = rest[read..];
            offset += read;
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        handle.Dispose();
        return default;
    }
}

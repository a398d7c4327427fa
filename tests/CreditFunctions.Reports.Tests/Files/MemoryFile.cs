namespace CreditFunctions.Reports.Tests;

/// <summary>A file in memory that counts how often it is read. It may say that it is longer than it is, as a file does that was cut after its length was written down.</summary>
internal sealed class MemoryFile(byte[] content, long? length = null) : IRangedFile
{
    public int Reads { get; private set; }

    public long Length => length ?? content.Length;

    public ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Reads++;
        if (offset > content.Length - buffer.Length)
        {
            throw new EndOfStreamException();
        }

        content.AsSpan((int)offset, buffer.Length).CopyTo(buffer.Span);
        return default;
    }

    public ValueTask DisposeAsync() => default;
}

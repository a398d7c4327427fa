using Microsoft.Win32.SafeHandles;

namespace CreditFunctions.Reports;

/// <summary>A file of a <see cref="LocalSpill"/>: written once from its beginning, then read. It is gone when it is disposed of.</summary>
internal sealed class TemporaryFile : IRangedFile
{
    private readonly LocalSpill spill;
    private readonly SafeFileHandle file;
    private int disposed;

    public TemporaryFile(LocalSpill spill, string path)
    {
        this.spill = spill;
        file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
        {
            // An open file needs no name here, and one without a name cannot be left behind.
            File.Delete(path);
        }
    }

    /// <inheritdoc/>
    public long Length { get; private set; }

    /// <summary>Appends bytes.</summary>
    /// <exception cref="IOException">They cannot be written; the file is what it was.</exception>
    public void Append(ReadOnlyMemory<byte> content)
    {
        spill.Write(file, content, Length);
        Length += content.Length;
    }

    /// <inheritdoc/>
    public ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        // What was just written is mostly still in memory: that is faster than a change of threads.
        for (var left = buffer; left.Length > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = RandomAccess.Read(file, left.Span, offset + buffer.Length - left.Length);
            left = read > 0 ? left[read..] : throw new EndOfStreamException($"The file ends before {offset + buffer.Length}.");
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            file.Dispose();
            spill.GiveBack(Length);
            spill.Forget(this);
        }

        return default;
    }
}

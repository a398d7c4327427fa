namespace CreditFunctions.Storage.Azure.Blobs;

/// <summary>
/// The bytes of a download. When the connection breaks, or ends too early, the rest is asked for again on the same version of the blob,
/// at most <see cref="MaxResumes"/> times in all.
/// </summary>
internal sealed class ResumingStream(Stream first, long length, Func<long, CancellationToken, Task<Stream>> resume) : Stream
{
    /// <summary>How often a broken download is taken up again.</summary>
    public const int MaxResumes = 5;

    private Stream source = first;
    private long position;
    private int resumes;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <summary>How many bytes the download has; not the whole blob's if a range was asked for.</summary>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (position == length || buffer.IsEmpty)
        {
            return 0;
        }

        while (true)
        {
            Exception? broken = null;
            try
            {
                var wanted = (int)Math.Min(buffer.Length, length - position);
                var read = await source.ReadAsync(buffer[..wanted], cancellationToken);
                if (read > 0)
                {
                    position += read;
                    return read;
                }
            }
            catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                broken = e;
            }

            if (resumes++ == MaxResumes)
            {
                throw new StorageException($"A download broke {resumes} times.", mayHaveHappened: false, innerException: broken);
            }

            await source.DisposeAsync();
            source = await resume(position, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Downloads are read asynchronously.");

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await base.DisposeAsync();
    }
}

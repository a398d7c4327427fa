using CreditFunctions.Ledger;

namespace CreditFunctions.Storage.Blobs;

/// <summary>Headers a blob is served with.</summary>
/// <param name="ContentType">Such as <c>text/csv; charset=utf-8</c>.</param>
/// <param name="ContentEncoding">Such as <c>gzip</c>.</param>
public sealed record BlobHeaders(string ContentType, string? ContentEncoding = null);

/// <summary>What must hold for a write to happen.</summary>
/// <param name="IfMatch">The ETag the blob must have.</param>
/// <param name="IfAbsent">The blob must not exist.</param>
public readonly record struct BlobCondition(string? IfMatch, bool IfAbsent)
{
    /// <summary>Write whatever is there.</summary>
    public static readonly BlobCondition None;

    /// <summary>Write only a new blob.</summary>
    public static readonly BlobCondition Absent = new(null, true);

    /// <summary>Write only over that version.</summary>
    public static BlobCondition Match(string etag) => new(etag, false);
}

/// <summary>How a write of a blob ended.</summary>
/// <param name="Written">False: the condition did not hold and nothing was written.</param>
/// <param name="ETag">The new ETag, if written.</param>
public readonly record struct BlobWriteResult(bool Written, string? ETag);

/// <summary>Bytes <paramref name="From"/> (from 0) to the end, or <paramref name="Length"/> of them.</summary>
public readonly record struct BlobRange(long From, long? Length);

/// <summary>What is known of a blob.</summary>
public sealed record BlobProperties(string Name, long Length, string ETag, Instant LastModified, string? ContentType, string? ContentEncoding);

/// <summary>A blob, or the range of it that was asked for, being read. Disposing of it gives the connection back.</summary>
/// <param name="Properties">The blob's properties; <see cref="BlobProperties.Length"/> is the whole blob's.</param>
/// <param name="Content">Exactly the bytes asked for. A connection that breaks midway is resumed on the same ETag within bounds, or throws.</param>
public sealed record BlobDownload(BlobProperties Properties, Stream Content) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}

/// <summary>A blob being written in blocks. Nothing of it is visible before <see cref="CommitAsync"/>; disposing without it leaves nothing.</summary>
public abstract class BlobUpload : IAsyncDisposable
{
    /// <summary>Takes the next bytes; full blocks are sent on the way.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Sends what is left and makes the blob, if <paramref name="condition"/> holds.</summary>
    public abstract Task<BlobWriteResult> CommitAsync(BlobCondition condition, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

using CreditFunctions.Ledger;
using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.InMemory;

/// <summary>One version of a blob.</summary>
internal sealed record StoredBlob(byte[] Content, BlobHeaders Headers, string ETag, Instant LastModified)
{
    /// <summary>As listings and downloads tell it.</summary>
    public BlobProperties Properties(string name) => new(name, Content.Length, ETag, LastModified, Headers.ContentType, Headers.ContentEncoding);

    /// <summary>The bytes of a range; none where it lies beyond the end.</summary>
    public Stream Open(BlobRange? range)
    {
        var from = (int)Math.Min(range?.From ?? 0, Content.Length);
        var length = (int)Math.Min(range?.Length ?? long.MaxValue, Content.Length - from);
        return new MemoryStream(Content, from, length, writable: false);
    }
}

/// <summary>A lease, and when it ends unless it is renewed.</summary>
internal sealed record StoredLease(string Id, TimeSpan Duration, DateTimeOffset Until);

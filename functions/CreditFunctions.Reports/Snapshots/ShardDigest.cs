using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CreditFunctions.Reports;

/// <summary>
/// SHA-256 over the accounts of a shard in order of key: of each its key, its seq and the hash of its newest entry, every part with its
/// length before it, so that no two lists of accounts are one string of bytes.
/// </summary>
public sealed class ShardDigest : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private string? last;

    /// <summary>Accounts appended.</summary>
    public long Accounts { get; private set; }

    /// <summary>Takes the next account.</summary>
    /// <param name="key">The account's key within the shard; ordinally after the one before.</param>
    /// <param name="seq">The seq of its newest entry as of the snapshot.</param>
    /// <param name="head">The hash of that entry.</param>
    /// <exception cref="InvalidOperationException">The key does not come after the one before: the scan repeats or is out of order.</exception>
    public void Append(string key, long seq, ReadOnlySpan<byte> head)
    {
        if (last is not null && string.CompareOrdinal(last, key) >= 0)
        {
            throw new InvalidOperationException($"Account {key} comes after {last}, but must come before it.");
        }

        var name = Encoding.UTF8.GetBytes(key);
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(number, name.Length);
        hash.AppendData(number);
        hash.AppendData(name);
        BinaryPrimitives.WriteInt64BigEndian(number, seq);
        hash.AppendData(number);
        BinaryPrimitives.WriteInt64BigEndian(number, head.Length);
        hash.AppendData(number);
        hash.AppendData(head);
        last = key;
        Accounts++;
    }

    /// <summary>The shard's record; further accounts may still be appended.</summary>
    /// <param name="shard">Its number, 0 to 255.</param>
    public ShardRecord ToRecord(byte shard) =>
        new(Convert.ToHexStringLower([shard]), Accounts, Convert.ToHexStringLower(hash.GetCurrentHash()));

    /// <inheritdoc/>
    public void Dispose() => hash.Dispose();
}

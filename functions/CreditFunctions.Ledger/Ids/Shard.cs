using System.Security.Cryptography;
using System.Text;

namespace CreditFunctions.Ledger;

/// <summary>
/// Spreads the customers of a business over its shards. Part of the data format: a business keeps the number of shards it was created with.
/// </summary>
public static class Shard
{
    /// <summary>How many shards a business has unless it was created with another number.</summary>
    public const int DefaultCount = 16;

    /// <summary>The most shards a business may have.</summary>
    public const int MaxCount = 256;

    /// <summary>May a business have that many shards? A power of two from 1 to <see cref="MaxCount"/>.</summary>
    public static bool IsValidCount(int count) => count <= MaxCount && int.IsPow2(count);

    /// <summary>The shard of a customer, 0 to <paramref name="count"/> - 1: the low bits of the first byte of the id's SHA-256.</summary>
    public static int Of(string customer, int count)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(customer), digest);
        return digest[0] & (count - 1);
    }
}

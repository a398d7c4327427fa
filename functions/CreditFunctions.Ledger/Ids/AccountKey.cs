using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CreditFunctions.Ledger;

/// <summary>Names an account: one customer x entitlement x unit of one business. Each part keeps the rule of <see cref="Id"/>.</summary>
public readonly record struct AccountKey(string Business, string Customer, string Entitlement, string Unit)
{
    /// <summary>
    /// A fixed 64-bit hash of the key within its business, for ids that carry where to find them. Part of the data format:
    /// the first eight bytes, big-endian, of SHA-256 over <c>customer!entitlement!unit</c>.
    /// </summary>
    public ulong Hash
    {
        get
        {
            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Encoding.UTF8.GetBytes($"{Customer}!{Entitlement}!{Unit}"), digest);
            return BinaryPrimitives.ReadUInt64BigEndian(digest);
        }
    }
}

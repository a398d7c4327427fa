using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CreditFunctions.Ledger;

/// <summary>A SHA-256 in the chain of an account's entries.</summary>
public readonly record struct EntryHash
{
    private readonly UInt128 high;
    private readonly UInt128 low;

    private EntryHash(ReadOnlySpan<byte> digest)
    {
        high = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(digest);
        low = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(digest[16..]);
    }

    /// <summary>The hash of an entry: over its canonical form, which holds the hash of the entry before.</summary>
    public static EntryHash Of(ReadOnlySpan<byte> canonical)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(canonical, digest);
        return new(digest);
    }

    /// <summary>What stands before an account's first entry. Part of the data format.</summary>
    public static EntryHash Genesis(AccountKey key, Unit unit) => Of(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"creditfunctions/1\n{key.Business}\n{key.Customer}\n{key.Entitlement}\n{key.Unit}\n{unit.Precision}")));

    /// <summary>Reads 64 hexadecimal digits.</summary>
    /// <exception cref="FormatException">They are not.</exception>
    public static EntryHash Parse(string hex)
    {
        var digest = Convert.FromHexString(hex);
        return digest.Length == SHA256.HashSizeInBytes ? new(digest) : throw new FormatException("A hash has 64 hexadecimal digits.");
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{high:x32}{low:x32}");
}

using System.Security.Cryptography;

namespace CreditFunctions.Benchmarks;

/// <summary>In which order a file names the customers.</summary>
internal static class SortedIds
{
    private const int PartBytes = 1024 * 1024;
    private const int IdBytes = 28;

    /// <summary>A hash of all customers' ids, as the file has them.</summary>
    public static string Hash(string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = File.OpenRead(path);
        var (part, length) = (new byte[PartBytes], 0);
        while (file.Read(part, length, part.Length - length) is var read && read > 0)
        {
            length += read;
            var at = 0;
            while (part.AsSpan(at, length - at).IndexOf("cus_"u8) is var next && next >= 0 && at + next + IdBytes <= length)
            {
                hash.AppendData(part.AsSpan(at + next, IdBytes));
                at += next + IdBytes;
            }

            // An id may be cut in two here.
            at = Math.Max(at, length - IdBytes + 1);
            part.AsSpan(at, length - at).CopyTo(part);
            length -= at;
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}

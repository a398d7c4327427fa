using System.Buffers;
using System.Security.Cryptography;
using CreditFunctions.Reports;

namespace CreditFunctions.Api.Reports;

/// <summary>Copies a whole file of a snapshot and holds back its last bytes until all of them are known to be right.</summary>
internal static class CheckedCopy
{
    private const int PartBytes = 64 * 1024;

    /// <summary>Copies it, part by part.</summary>
    /// <exception cref="SnapshotException">Its SHA-256 is not the manifest's; the end is not written.</exception>
    public static async Task RunAsync(Stream content, Stream to, SnapshotFile file, CancellationToken cancellationToken)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (last, next) = (ArrayPool<byte>.Shared.Rent(PartBytes), ArrayPool<byte>.Shared.Rent(PartBytes));
        try
        {
            var held = 0;
            for (int read; (read = await content.ReadAsync(next, cancellationToken)) > 0; held = read)
            {
                sha256.AppendData(next, 0, read);
                if (held > 0)
                {
                    await to.WriteAsync(last.AsMemory(0, held), cancellationToken);
                }

                (last, next) = (next, last);
            }

            var found = Convert.ToHexStringLower(sha256.GetHashAndReset());
            if (found != file.Sha256)
            {
                throw new SnapshotException(file.Name, $"has SHA-256 {found} and must have {file.Sha256}.");
            }

            await to.WriteAsync(last.AsMemory(0, held), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(last);
            ArrayPool<byte>.Shared.Return(next);
        }
    }
}

using System.Security.Cryptography;

namespace CreditFunctions.Storage.Imports;

/// <summary>Makes the body of an import from what was uploaded: the one version of it that was looked at when the import was asked for. Done twice it comes to the same.</summary>
internal static class UploadCopy
{
    private const int PieceBytes = 1024 * 1024;

    /// <summary>Copies it and returns its hash; or what is wrong with it, for good.</summary>
    public static async Task<(string Sha256, string? Error)> RunAsync(ImportStore store, ImportRun run, CancellationToken cancellationToken)
    {
        await using var uploaded = await store.OpenBodyAsync(run.Business, run.Upload!, cancellationToken);
        if (uploaded?.Properties.ETag != run.UploadETag)
        {
            return ("", $"What was uploaded as '{run.Upload}' was written over or removed before it was copied; upload it again, and import it with a new key.");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var body = store.Upload(run.Business, run.Id, run.Body.Format);
        var piece = new byte[PieceBytes];
        for (int read; (read = await uploaded!.Content.ReadAsync(piece, cancellationToken)) > 0;)
        {
            hash.AppendData(piece, 0, read);
            await body.WriteAsync(piece.AsMemory(0, read), cancellationToken);
        }

        var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (run.Body.Sha256.Length > 0 && run.Body.Sha256 != sha256)
        {
            return ("", $"What was uploaded as '{run.Upload}' has the SHA-256 {sha256}, and was said to have {run.Body.Sha256}.");
        }

        // Another attempt may have got as far and died: it made the same.
        _ = await body.CommitAsync(Blobs.BlobCondition.None, cancellationToken);
        return (sha256, null);
    }
}

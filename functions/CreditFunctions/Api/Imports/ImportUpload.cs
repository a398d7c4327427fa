using System.Globalization;
using System.Security.Cryptography;
using CreditFunctions.Http;
using CreditFunctions.Imports;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Imports;

namespace CreditFunctions.Api.Imports;

/// <summary>The body of an import on its way in: looked at, hashed, and handed on, piece by piece.</summary>
internal static class ImportUpload
{
    private const int PieceBytes = 64 * 1024;
    private static readonly byte[] ByteOrderMark = [0xef, 0xbb, 0xbf];

    /// <summary>Reads a body to its end; the problem, or null and what it is.</summary>
    /// <param name="body">What is sent.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="upload">Where it goes; null: nowhere.</param>
    /// <param name="cancellationToken">Ends it; then nothing was uploaded.</param>
    public static async Task<(ImportBody? Body, Problem? Problem)> ReadAsync(Stream body, ImportFormat format, BlobUpload? upload, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = new byte[BodyLine.MaxBytes + PieceBytes];
        // As much as a header may have is looked at before anything is taken.
        var read = await body.ReadAtLeastAsync(piece, BodyLine.MaxBytes, throwOnEndOfStream: false, cancellationToken);
        if (CheckBeginning(piece.AsSpan(0, read), format) is { } wrong)
        {
            return (null, Problem.Invalid(wrong));
        }

        long bytes = 0;
        for (; read > 0; read = await body.ReadAsync(piece, cancellationToken))
        {
            bytes += read;
            hash.AppendData(piece, 0, read);
            if (upload is not null)
            {
                await upload.WriteAsync(piece.AsMemory(0, read), cancellationToken);
            }
        }

        return (new(format, bytes, Convert.ToHexStringLower(hash.GetHashAndReset())), null);
    }

    /// <summary>What is wrong with the beginning of a body; null: nothing.</summary>
    public static async Task<Problem?> LookAsync(Stream body, ImportFormat format, CancellationToken cancellationToken)
    {
        var beginning = new byte[BodyLine.MaxBytes + PieceBytes];
        var read = await body.ReadAtLeastAsync(beginning, BodyLine.MaxBytes, throwOnEndOfStream: false, cancellationToken);
        return CheckBeginning(beginning.AsSpan(0, read), format) is { } wrong ? Problem.Invalid(wrong) : null;
    }

    private static FieldProblem? CheckBeginning(ReadOnlySpan<byte> beginning, ImportFormat format)
    {
        beginning = beginning.StartsWith(ByteOrderMark) ? beginning[ByteOrderMark.Length..] : beginning;
        if (!beginning.ContainsAnyExcept(" \t\r\n"u8))
        {
            return new("body", "The body is empty; lines are needed.");
        }

        if (format != ImportFormat.Csv)
        {
            return null;
        }

        var header = BodyLine.FirstOf(beginning, format);
        return header.Length > BodyLine.MaxBytes
            ? new("body", string.Create(CultureInfo.InvariantCulture, $"The header has more than {BodyLine.MaxBytes} bytes."))
            : CsvColumns.Read(header, out _);
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.Audits;

/// <summary>The findings of audits, each audit's in one blob of the container <c>reports</c>; none is there if nothing was found.</summary>
public sealed class FindingStore(IBlobContainer reports)
{
    /// <summary>How many findings of an audit are kept.</summary>
    public const int MaxKept = 1_000;

    private static readonly BlobHeaders Headers = new("application/json");

    /// <summary>The findings so far.</summary>
    public async Task<IReadOnlyList<AuditFinding>> FindingsAsync(string business, SnapshotId audit, CancellationToken cancellationToken) =>
        (await ReadAsync(business, audit, cancellationToken)).Findings;

    /// <summary>What the one who works an audit holds a lease on.</summary>
    internal static string Lock(string business, SnapshotId audit) => Folder(business, audit) + "lock";

    /// <summary>The findings so far, and what to write the next over; null: there is no blob yet.</summary>
    internal async Task<(IReadOnlyList<AuditFinding> Findings, string? ETag)> ReadAsync(string business, SnapshotId audit, CancellationToken cancellationToken)
    {
        await using var download = await reports.GetAsync(Blob(business, audit), null, cancellationToken);
        return download is null
            ? ([], null)
            : (await JsonSerializer.DeserializeAsync(download.Content, FindingJson.Default.IReadOnlyListAuditFinding, cancellationToken) ?? [], download.Properties.ETag);
    }

    /// <summary>Writes the findings so far over what was read.</summary>
    /// <exception cref="StorageException">Another has written meanwhile.</exception>
    internal async Task<string> WriteAsync(string business, SnapshotId audit, IReadOnlyList<AuditFinding> findings, string? etag, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(findings, FindingJson.Default.IReadOnlyListAuditFinding);
        var result = await reports.PutAsync(Blob(business, audit), json, Headers, etag is null ? BlobCondition.Absent : BlobCondition.Match(etag), cancellationToken);
        return result.Written ? result.ETag! : throw new StorageException("Another is at this audit.", false);
    }

    /// <summary>Where the findings are.</summary>
    internal static string Blob(string business, SnapshotId audit) => Folder(business, audit) + "findings.json";

    private static string Folder(string business, SnapshotId audit) => $"{business}/audits/{audit}/";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<AuditFinding>))]
internal sealed partial class FindingJson : JsonSerializerContext;

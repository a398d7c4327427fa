using CreditFunctions.Ledger;
using CreditFunctions.Storage.Runs;

namespace CreditFunctions.Storage.Imports;

/// <summary>How the body of an import is written.</summary>
public enum ImportFormat
{
    /// <summary>RFC 4180 with a header; a line may hold line breaks in quotes.</summary>
    Csv,

    /// <summary>A JSON object a line.</summary>
    Ndjson,
}

/// <summary>What was sent: its form, and what it is known by.</summary>
/// <param name="Format">How it is written.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its hash, in hexadecimal; empty while it is an upload that was not read yet and whose sender did not say it.</param>
public sealed record ImportBody(ImportFormat Format, long Bytes, string Sha256);

/// <summary>What became of the lines that were worked off. <see cref="Lines"/> is the sum of the others.</summary>
/// <param name="Customers">Customers made or changed.</param>
/// <param name="Commands">Commands done.</param>
/// <param name="Repeated">Commands that were done before, under the same key.</param>
/// <param name="Rejected">Lines that were refused.</param>
public readonly record struct ImportCounts(long Customers, long Commands, long Repeated, long Rejected)
{
    /// <summary>All lines.</summary>
    public long Lines => Customers + Commands + Repeated + Rejected;

    /// <summary>Both together.</summary>
    public static ImportCounts operator +(ImportCounts a, ImportCounts b) =>
        new(a.Customers + b.Customers, a.Commands + b.Commands, a.Repeated + b.Repeated, a.Rejected + b.Rejected);
}

/// <summary>One import and how far it is: the checkpoint from which whoever comes next goes on.</summary>
/// <param name="Business">Whose it is.</param>
/// <param name="Id">Its id.</param>
/// <param name="Body">What was sent.</param>
/// <param name="CreatedAt">When its body, or the upload it is copied from, was there.</param>
public sealed record ImportRun(string Business, string Id, ImportBody Body, Instant CreatedAt)
{
    /// <summary>How often in a row it is begun without getting on, before it is given up.</summary>
    public const int MaxAttempts = 12;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    /// <summary>The upload that its body is a copy of; null: the body itself was sent.</summary>
    public string? Upload { get; init; }

    /// <summary>The version of the upload that is still to be copied; null: the body is there.</summary>
    public string? UploadETag { get; init; }

    /// <summary>Where it stands.</summary>
    public RunState State { get; init; }

    /// <summary>The checkpoint: so many bytes of the body are worked off, which end with a line.</summary>
    public long BytesDone { get; init; }

    /// <summary>The number of the line that begins there, from 1.</summary>
    public long NextLine { get; init; } = 1;

    /// <summary>When it was reached: what was done before then was not of the lines behind it.</summary>
    public Instant CheckpointAt { get; init; } = CreatedAt;

    /// <summary>What became of the lines before the checkpoint.</summary>
    public ImportCounts Counts { get; init; }

    /// <summary>How often it was begun since the last checkpoint.</summary>
    public int Attempts { get; init; }

    /// <summary>When anything of this last changed.</summary>
    public Instant UpdatedAt { get; init; } = CreatedAt;

    /// <summary>When it was done or given up.</summary>
    public Instant? EndedAt { get; init; }

    /// <summary>When what was sent and what was rejected of it were removed, its days being over; null: they are there.</summary>
    public Instant? FilesRemovedAt { get; init; }

    /// <summary>What stopped the last attempt; null while it goes well.</summary>
    public string? Error { get; init; }

    /// <summary>The version of the row this was read from or written to.</summary>
    public string ETag { get; init; } = "";

    /// <summary>When it is to be gone on with: ever later after failures, so that the attempts outlast an outage of storage.</summary>
    public Instant DueAt => Error is null ? UpdatedAt : UpdatedAt.Plus(FirstPause * Math.Min(Math.Pow(2, Attempts - 1), LongestPause / FirstPause));
}

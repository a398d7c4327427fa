using System.Collections.Immutable;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>What a snapshot is and what is in it. It is written last: a snapshot without a manifest is none.</summary>
/// <param name="SchemaVersion">Of the manifest and of the files: <see cref="CurrentSchema"/>.</param>
/// <param name="Report">The report's key.</param>
/// <param name="Business">The business whose report it is.</param>
/// <param name="Snapshot">The slot it answers.</param>
/// <param name="AsOf">The instant all rows are of.</param>
/// <param name="StartedAt">When the run began scanning.</param>
/// <param name="FinishedAt">When its files were complete.</param>
/// <param name="Mode">What the run read.</param>
/// <param name="Base">The slot that changes and roll-forward are since, and that an incremental run started from; null: there was none.</param>
/// <param name="FullAsOf">The instant of the last full run it stands on: <paramref name="AsOf"/> itself of a full one.</param>
/// <param name="Attempt">The folder of the attempt that won, which holds the files.</param>
/// <param name="Rows">Rows in each file of rows.</param>
/// <param name="Totals">By unit code, the sums of the report's amounts as decimals (<see cref="TotalsByUnit"/>).</param>
/// <param name="RollForward">By unit code, how outstanding credit came from the snapshot before (<see cref="Reports.RollForward"/>).</param>
/// <param name="Files">Every file but the manifest itself and the page stores.</param>
/// <param name="Pages">The page stores, in order of the report's setting; they may be gone when a later snapshot has its own.</param>
/// <param name="Shards">What was scanned, in order of shard.</param>
/// <param name="RowsRead">Rows read from the ledger's table.</param>
/// <param name="RequestsMade">Requests that took.</param>
/// <param name="Policy">What of the rows is not as of <paramref name="AsOf"/>: <see cref="ScanPolicy"/>.</param>
public sealed record Manifest(
    int SchemaVersion,
    string Report,
    string Business,
    SnapshotId Snapshot,
    Instant AsOf,
    Instant StartedAt,
    Instant FinishedAt,
    SnapshotMode Mode,
    SnapshotId? Base,
    Instant FullAsOf,
    string Attempt,
    long Rows,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Totals,
    IReadOnlyDictionary<string, UnitRollForward> RollForward,
    ImmutableArray<SnapshotFile> Files,
    ImmutableArray<PageStore> Pages,
    ImmutableArray<ShardRecord> Shards,
    long RowsRead,
    long RequestsMade,
    string Policy)
{
    /// <summary>The one schema this program writes and reads.</summary>
    public const int CurrentSchema = 2;

    /// <summary>The manifest's own file name.</summary>
    public const string FileName = "manifest.json";

    /// <summary>What every manifest of this schema says of names.</summary>
    public const string ScanPolicy = "Names and email addresses of customers are as of the scan, not as of as_of; all amounts are exact as of as_of.";

    /// <summary>The file of that name.</summary>
    /// <exception cref="SnapshotException">The manifest names no such file.</exception>
    public SnapshotFile File(string name) =>
        Files.FirstOrDefault(file => file.Name == name) ?? throw new SnapshotException(FileName, $"names no file {name}.");
}

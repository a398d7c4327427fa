using System.Collections.Immutable;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>What must be known of the newest snapshot to answer pages from it, and nothing else: small, since whoever starts cold reads it first.</summary>
/// <param name="SchemaVersion">Its own: <see cref="CurrentSchema"/>.</param>
/// <param name="Snapshot">The snapshot.</param>
/// <param name="AsOf">The instant all rows are of.</param>
/// <param name="Attempt">The folder that holds its files.</param>
/// <param name="Rows">Rows of the report.</param>
/// <param name="Pages">The page stores.</param>
public sealed record LatestSnapshot(int SchemaVersion, SnapshotId Snapshot, Instant AsOf, string Attempt, long Rows, ImmutableArray<PageStore> Pages)
{
    /// <summary>The one schema this program writes and reads.</summary>
    public const int CurrentSchema = 2;

    /// <summary>Its file name, beside the years of the report's snapshots.</summary>
    public const string FileName = "latest.json";

    /// <summary>What it says of the snapshot of a manifest.</summary>
    public static LatestSnapshot Of(Manifest manifest) =>
        new(CurrentSchema, manifest.Snapshot, manifest.AsOf, manifest.Attempt, manifest.Rows, manifest.Pages);
}

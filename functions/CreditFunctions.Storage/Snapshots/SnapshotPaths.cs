using CreditFunctions.Reports;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>Names in the container <c>reports</c>. Part of the data format.</summary>
public static class SnapshotPaths
{
    /// <summary>The most recent snapshot of a report; moves forward only.</summary>
    public static string Latest(string business, string report) => $"{business}/{report}/latest.json";

    /// <summary>All of one slot: its manifest, its attempts, its lock.</summary>
    public static string Slot(string business, string report, SnapshotId slot) => $"{business}/{report}/{slot.Path}/";

    /// <summary>What makes a snapshot of a slot's files, written last and once.</summary>
    public static string Manifest(string business, string report, SnapshotId slot) => Slot(business, report, slot) + Reports.Manifest.FileName;

    /// <summary>What the one who works a slot holds a lease on.</summary>
    public static string Lock(string business, string report, SnapshotId slot) => Slot(business, report, slot) + "lock";

    /// <summary>A file of one attempt.</summary>
    public static string File(string business, string report, SnapshotId slot, string attempt, string file) => $"{Slot(business, report, slot)}{attempt}/{file}";

    /// <summary>The slot of a manifest's name.</summary>
    public static bool TryParseManifest(string name, string business, string report, out SnapshotId slot)
    {
        slot = default;
        var (prefix, suffix) = ($"{business}/{report}/", "/" + Reports.Manifest.FileName);
        return name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(suffix, StringComparison.Ordinal)
            && name.Length > prefix.Length + suffix.Length && SnapshotId.TryParsePath(name.AsSpan(prefix.Length, name.Length - prefix.Length - suffix.Length), out slot);
    }
}

using CreditFunctions.Reports;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>Names in the container <c>reports</c>. Part of the data format.</summary>
public static class SnapshotPaths
{
    /// <summary>How the names of row files end.</summary>
    public const string RowsSuffix = ".rows";

    /// <summary>How the names of notes end that say of a file that it is finished.</summary>
    public const string StepSuffix = ".step";

    /// <summary>What queries sort into blobs.</summary>
    public const string Queries = "!queries/";

    private const string SpillFolder = "spill/";
    private const int SlotLength = 18;

    /// <summary>All of one report.</summary>
    public static string Report(string business, string report) => $"{business}/{report}/";

    /// <summary>The most recent snapshot of a report; moves forward only.</summary>
    public static string Latest(string business, string report) => Report(business, report) + "latest.json";

    /// <summary>All of one slot: its manifest, its attempts, its lock.</summary>
    public static string Slot(string business, string report, SnapshotId slot) => $"{Report(business, report)}{slot.Path}/";

    /// <summary>What makes a snapshot of a slot's files, written last and once.</summary>
    public static string Manifest(string business, string report, SnapshotId slot) => Slot(business, report, slot) + Reports.Manifest.FileName;

    /// <summary>What the one who works a slot holds a lease on.</summary>
    public static string Lock(string business, string report, SnapshotId slot) => Slot(business, report, slot) + "lock";

    /// <summary>The files of one attempt; those of all attempts at the same shards.</summary>
    public static string Attempt(string business, string report, SnapshotId slot, string attempt) => $"{Slot(business, report, slot)}{attempt}/";

    /// <summary>A file of one attempt.</summary>
    public static string File(string business, string report, SnapshotId slot, string attempt, string file) => Attempt(business, report, slot, attempt) + file;

    /// <summary>What is sorted into blobs while the files of an attempt are made.</summary>
    public static string Spill(string attempt) => attempt + SpillFolder;

    /// <summary>Is a blob only there until its slot's snapshot is?</summary>
    /// <param name="name">Its name within its slot.</param>
    public static bool IsOfTheMaking(string name) => name.EndsWith(StepSuffix, StringComparison.Ordinal) || name.Contains('/' + SpillFolder, StringComparison.Ordinal);

    /// <summary>The slot of a blob below a prefix, and its name within it.</summary>
    public static bool TryParse(string blob, string prefix, out SnapshotId slot, out string name)
    {
        (slot, name) = (default, "");
        if (blob.Length <= prefix.Length + SlotLength + 1 || blob[prefix.Length + SlotLength] != '/' || !blob.StartsWith(prefix, StringComparison.Ordinal)
            || !SnapshotId.TryParsePath(blob.AsSpan(prefix.Length, SlotLength), out slot))
        {
            return false;
        }

        name = blob[(prefix.Length + SlotLength + 1)..];
        return true;
    }

    /// <summary>The slot of a manifest's name.</summary>
    public static bool TryParseManifest(string blob, string business, string report, out SnapshotId slot) =>
        TryParse(blob, Report(business, report), out slot, out var name) && name == Reports.Manifest.FileName;
}

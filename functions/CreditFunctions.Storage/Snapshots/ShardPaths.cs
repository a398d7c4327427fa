using System.Globalization;
using CreditFunctions.Reports;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>Names of shards' files in the container <c>reports</c>. Part of the data format.</summary>
internal static class ShardPaths
{
    private const string RecordEnd = ".json";

    /// <summary>All shards of all slots.</summary>
    public static string All(string business) => $"{business}/shards/";

    /// <summary>All of one slot.</summary>
    public static string Slot(string business, SnapshotId slot) => $"{All(business)}{slot.Path}/";

    /// <summary>What the shards of a slot start from.</summary>
    public static string Plan(string business, SnapshotId slot) => $"{Slot(business, slot)}plan.json";

    /// <summary>What the one who makes the shards of a slot holds a lease on.</summary>
    public static string Lock(string business, SnapshotId slot) => $"{Slot(business, slot)}lock";

    /// <summary>What the one who makes a shard holds a lease on.</summary>
    public static string Lock(string business, SnapshotId slot, int shard) => string.Create(CultureInfo.InvariantCulture, $"{Slot(business, slot)}{shard:x2}.lock");

    /// <summary>What says that a shard is finished, and which files are its.</summary>
    public static string Record(string business, SnapshotId slot, int shard) => string.Create(CultureInfo.InvariantCulture, $"{Slot(business, slot)}{shard:x2}{RecordEnd}");

    /// <summary>What the names of a shard's row files begin with: unlike any other's, so that two who make them do not write over each other's.</summary>
    public static string NewRowFiles(string business, SnapshotId slot, int shard) =>
        string.Create(CultureInfo.InvariantCulture, $"{Slot(business, slot)}{shard:x2}-{Guid.NewGuid():N}");

    /// <summary>The slot and shard of a record's name.</summary>
    public static bool TryParseRecord(string name, string business, out SnapshotId slot, out int shard)
    {
        (slot, shard) = (default, 0);
        var all = All(business);
        var end = name.LastIndexOf('/');
        return name.StartsWith(all, StringComparison.Ordinal) && end > all.Length && name.Length == end + 3 + RecordEnd.Length && name.EndsWith(RecordEnd, StringComparison.Ordinal)
            && SnapshotId.TryParsePath(name.AsSpan(all.Length, end - all.Length), out slot)
            && int.TryParse(name.AsSpan(end + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out shard);
    }
}

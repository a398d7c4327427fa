using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>A commit as it is stored in order of time: what it has is told by the entries from its first on.</summary>
internal static class TimeRow
{
    /// <summary>The columns.</summary>
    public static ReadOnlyMemory<byte> Write(long entries, string commitId) => new ColumnWriter()
        .Number("entries", entries)
        .Text("commit", commitId)
        .ToMemory();
}

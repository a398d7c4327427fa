using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Storage.Audits;

/// <summary>An entry's row, as far as it can be read.</summary>
/// <param name="Row">The row.</param>
/// <param name="Seq">The seq its key says.</param>
/// <param name="Canonical">The bytes of its body.</param>
/// <param name="Entry">What they say; null: they cannot be read.</param>
/// <param name="Problem">What is wrong with the row by itself, in words.</param>
internal sealed record StoredEntry(RawRow Row, long Seq, byte[] Canonical, Entry? Entry, string? Problem)
{
    /// <summary>Does it say that it is what its key says?</summary>
    public bool IsInItsPlace => Entry?.Seq == Seq;

    /// <summary>Reads a row; its key is an entry's.</summary>
    public static StoredEntry Of(RawRow row)
    {
        var seq = long.MaxValue - RowName.Of(row.Key, 3, hasNumber: true)!.Value.Last;
        var canonical = row.LongText("body");
        try
        {
            var entry = EntryFormat.ReadEntry(canonical);
            return new(row, seq, canonical, entry, entry.Seq != seq ? $"It says it is entry {entry.Seq} and is stored as entry {seq}." : row.DifferenceFrom(EntryRow.Write(new(entry, canonical))));
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return new(row, seq, canonical, null, $"Its body cannot be read: {exception.Message}");
        }
    }
}

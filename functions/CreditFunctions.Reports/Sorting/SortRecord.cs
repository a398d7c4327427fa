using System.Buffers.Binary;

namespace CreditFunctions.Reports;

/// <summary>A row with its key, in memory as in a run: their lengths in two bytes each, the key, the row.</summary>
internal static class SortRecord
{
    public const int HeaderBytes = 2 * sizeof(ushort);

    /// <summary>The longest record: it must fit into a block of a run.</summary>
    public const int MaxBytes = RunBlock.Bytes - RunBlock.HeaderBytes;

    public static void WriteHeader(Span<byte> record, int keyBytes, int rowBytes) => BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)keyBytes | ((uint)rowBytes << 16));

    /// <summary>Length of the record that begins there.</summary>
    public static int Length(ReadOnlySpan<byte> from) => HeaderBytes + KeyBytes(from) + RowBytes(from);

    public static ReadOnlySpan<byte> Key(ReadOnlySpan<byte> from) => from.Slice(HeaderBytes, KeyBytes(from));

    public static ReadOnlySpan<byte> Row(ReadOnlySpan<byte> from) => from.Slice(HeaderBytes + KeyBytes(from), RowBytes(from));

    /// <summary>Eight bytes of the key as a number that compares as they do. What lies behind a key may be among them: of two keys neither is the beginning of the other, so they differ before.</summary>
    public static ulong Prefix(ReadOnlySpan<byte> from, int depth) => BinaryPrimitives.ReadUInt64BigEndian(from[(HeaderBytes + depth)..]);

    private static int KeyBytes(ReadOnlySpan<byte> from) => BinaryPrimitives.ReadUInt16LittleEndian(from);

    private static int RowBytes(ReadOnlySpan<byte> from) => BinaryPrimitives.ReadUInt16LittleEndian(from[sizeof(ushort)..]);
}

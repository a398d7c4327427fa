using System.Buffers.Binary;

namespace CreditFunctions.Reports;

/// <summary>
/// The bytes of a row file that are not rows, all numbers little-endian. A block: magic (4), rows (4), file id (8), block number (8), payload's length (4), CRC-32C of all that and the payload
/// (4); then the payload, each row after its length as a varint. The offsets: 8 bytes a block. The footer: magic (4), version (4), id (8), rows (8), where the offsets begin (8), rows of a block (4), CRC-32C of all that (4).
/// </summary>
internal static class RowFileFormat
{
    public const int HeaderBytes = 32;
    public const int OffsetBytes = sizeof(long);
    public const int FooterBytes = 40;
    public const int MaxLengthBytes = 3;

    // "CFRB" and "CFRF".
    private const uint BlockMagic = 0x42524643;
    private const uint FooterMagic = 0x46524643;
    private const uint Version = 1;
    private const int HeaderCrcAt = HeaderBytes - sizeof(uint);
    private const int FooterCrcAt = FooterBytes - sizeof(uint);

    /// <summary>No block has more bytes, its header included.</summary>
    public const int MaxBlockBytes = HeaderBytes + (RowFileInfo.BlockRows * (MaxLengthBytes + RowFileInfo.MaxRowBytes));

    /// <summary>Fills in the header of a block that is complete but for it.</summary>
    public static void Seal(Span<byte> block, long id, long number, int rows)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(block, BlockMagic);
        BinaryPrimitives.WriteInt32LittleEndian(block[4..], rows);
        BinaryPrimitives.WriteInt64LittleEndian(block[8..], id);
        BinaryPrimitives.WriteInt64LittleEndian(block[16..], number);
        BinaryPrimitives.WriteInt32LittleEndian(block[24..], block.Length - HeaderBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(block[HeaderCrcAt..], Crc32C.Of(block[..HeaderCrcAt], block[HeaderBytes..]));
    }

    /// <summary>What is wrong with a block; null if nothing is.</summary>
    public static string? ProblemOf(ReadOnlySpan<byte> block, RowFileInfo file, long number)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(block) != BlockMagic)
        {
            return "does not begin as a block";
        }

        var (said, actual) = (BinaryPrimitives.ReadUInt32LittleEndian(block[HeaderCrcAt..]), Crc32C.Of(block[..HeaderCrcAt], block[HeaderBytes..]));
        if (said != actual)
        {
            return $"says its CRC-32C is {said:x8}; it is {actual:x8}";
        }

        var rows = BinaryPrimitives.ReadInt32LittleEndian(block[4..]);
        var id = BinaryPrimitives.ReadInt64LittleEndian(block[8..]);
        var itsNumber = BinaryPrimitives.ReadInt64LittleEndian(block[16..]);
        var length = BinaryPrimitives.ReadInt32LittleEndian(block[24..]);
        return id != file.Id ? $"is of file {id:x16}, not {file.Id:x16}"
            : itsNumber != number ? $"says it is block {itsNumber}"
            : rows != file.RowsOf(number) ? $"says it has {rows} rows; it must have {file.RowsOf(number)}"
            : length != block.Length - HeaderBytes ? $"says it has {length} bytes of rows; there are {block.Length - HeaderBytes}"
            : null;
    }

    /// <summary>Writes the footer.</summary>
    public static void WriteFooter(Span<byte> footer, RowFileInfo file)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(footer, FooterMagic);
        BinaryPrimitives.WriteUInt32LittleEndian(footer[4..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(footer[8..], file.Id);
        BinaryPrimitives.WriteInt64LittleEndian(footer[16..], file.Rows);
        BinaryPrimitives.WriteInt64LittleEndian(footer[24..], file.IndexOffset);
        BinaryPrimitives.WriteInt32LittleEndian(footer[32..], RowFileInfo.BlockRows);
        BinaryPrimitives.WriteUInt32LittleEndian(footer[FooterCrcAt..], Crc32C.Of(footer[..FooterCrcAt]));
    }

    /// <summary>Reads what <see cref="WriteFooter"/> wrote.</summary>
    /// <exception cref="SnapshotException">It is no footer of a version that is known, or damaged.</exception>
    public static RowFileInfo ReadFooter(ReadOnlySpan<byte> footer, string name, long bytes)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(footer) != FooterMagic)
        {
            throw new SnapshotException(name, "does not end as a row file.");
        }

        var (said, actual) = (BinaryPrimitives.ReadUInt32LittleEndian(footer[FooterCrcAt..]), Crc32C.Of(footer[..FooterCrcAt]));
        if (said != actual)
        {
            throw new SnapshotException(name, $"its footer says its CRC-32C is {said:x8}; it is {actual:x8}.");
        }

        var (version, blockRows) = (BinaryPrimitives.ReadUInt32LittleEndian(footer[4..]), BinaryPrimitives.ReadInt32LittleEndian(footer[32..]));
        return (version, blockRows) == (Version, RowFileInfo.BlockRows)
            ? new(name, BinaryPrimitives.ReadInt64LittleEndian(footer[8..]), BinaryPrimitives.ReadInt64LittleEndian(footer[16..]), BinaryPrimitives.ReadInt64LittleEndian(footer[24..]), bytes)
            : throw new SnapshotException(name, $"is of version {version} with blocks of {blockRows} rows; this program reads version {Version} with {RowFileInfo.BlockRows}.");
    }

    /// <summary>The length of the row that begins there, from which it moves on to the row's bytes; false if no row can be there.</summary>
    public static bool TryReadLength(ReadOnlySpan<byte> payload, ref int at, out int length)
    {
        length = 0;
        for (var shift = 0; shift < 7 * MaxLengthBytes && at < payload.Length; shift += 7)
        {
            var next = payload[at++];
            length |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                return length <= payload.Length - at;
            }
        }

        return false;
    }
}

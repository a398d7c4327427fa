using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CreditFunctions.Reports;

/// <summary>
/// One row, read where it lies: the decimals of its unit in the first byte, then a cell a column in the report's order. A number is a zigzag varint; a text is its length and one as a
/// varint (0: absent), then its UTF-8. What follows the last column is not looked at. <see cref="RowWriter"/> writes rows.
/// </summary>
public readonly ref struct Row
{
    /// <summary>The most columns a report may have: cells are kept on the stack.</summary>
    public const int MaxColumns = 32;

    private const long Absent = -1;

    private readonly ReadOnlySpan<byte> bytes;

    // By ordinal: a number's value; a text's start and length in the upper and lower half.
    private readonly Span<long> cells;

    /// <summary>Finds the cells of a row.</summary>
    /// <param name="bytes">The row.</param>
    /// <param name="report">Whose columns it has.</param>
    /// <param name="cells">Room for a cell a column; used as long as the row is.</param>
    /// <exception cref="IndexOutOfRangeException">The bytes are not a row of that report.</exception>
    public Row(ReadOnlySpan<byte> bytes, ReportDefinition report, Span<long> cells)
    {
        this.bytes = bytes;
        this.cells = cells;
        var columns = report.Columns.AsSpan();
        var at = 1;
        for (var column = 0; column < columns.Length; column++)
        {
            var read = ReadVarint(bytes, ref at);
            if (columns[column].Kind != ColumnKind.Text)
            {
                cells[column] = (long)(read >> 1) ^ -(long)(read & 1);
            }
            else if (read == 0)
            {
                cells[column] = Absent;
            }
            else
            {
                // A length that cannot be leads behind the end, where reading on throws.
                var length = (int)Math.Min(read - 1, (ulong)bytes.Length);
                cells[column] = ((long)at << 32) | (uint)length;
                at += length;
            }
        }

        _ = bytes[at - 1];
        Length = at;
    }

    /// <summary>Bytes up to the end of the last column.</summary>
    public int Length { get; }

    /// <summary>Decimals of the row's unit.</summary>
    public int Precision => bytes[0];

    /// <summary>The row's own bytes, without what follows its last column.</summary>
    public ReadOnlySpan<byte> Bytes => bytes[..Length];

    /// <summary>The cell of an integer, amount (minor units) or instant (microseconds) column.</summary>
    public long Number(int column) => cells[column];

    /// <summary>Is the cell of a text column absent?</summary>
    public bool IsAbsent(int column) => cells[column] == Absent;

    /// <summary>The cell of a text column in UTF-8; empty if it is absent.</summary>
    public ReadOnlySpan<byte> Text(int column) =>
        cells[column] is var cell && cell == Absent ? default : bytes.Slice((int)(cell >> 32), (int)(cell & uint.MaxValue));

    /// <summary>The cell of a text column as a string; null if it is absent.</summary>
    [SuppressMessage("Naming", "CA1720", Justification = "It stands beside Text, which gives the same in UTF-8.")]
    public string? String(int column) => IsAbsent(column) ? null : System.Text.Encoding.UTF8.GetString(Text(column));

    /// <summary>Is it what reading bytes as a row throws that are none of that report?</summary>
    internal static bool IsBroken(Exception exception) => exception is IndexOutOfRangeException or ArgumentOutOfRangeException or OverflowException;

    /// <summary>Reads a number of 1 to 10 bytes, seven bits each, least first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        // Most have one byte.
        ulong value = bytes[at++];
        return value < 0x80 ? value : ReadLongVarint(bytes, value & 0x7F, ref at);
    }

    private static ulong ReadLongVarint(ReadOnlySpan<byte> bytes, ulong value, ref int at)
    {
        for (var shift = 7; ; shift += 7)
        {
            ulong next = bytes[at++];
            value |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}

namespace CreditFunctions.Reports;

/// <summary>
/// What must be known of a row file to read any part of it. A row file is rows in blocks of <see cref="BlockRows"/> (the last may have fewer), each with its number, length and CRC-32C, and
/// after the last block the offset of every block, so that where a row lies is read and never searched for.
/// </summary>
/// <param name="Name">Its name beside the others of its folder.</param>
/// <param name="Id">What every block of it bears, so that a block of another file is not taken for one of its.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="IndexOffset">Where the offsets of the blocks begin; up to there it is blocks.</param>
/// <param name="Bytes">Its length.</param>
public sealed record RowFileInfo(string Name, long Id, long Rows, long IndexOffset, long Bytes)
{
    /// <summary>Rows of a block.</summary>
    public const int BlockRows = 64;

    /// <summary>The most bytes of a row (256 KiB): far above what all cells of a row can hold, and what keeps a damaged length from taking all memory.</summary>
    public const int MaxRowBytes = 256 * 1024;

    /// <summary>Its blocks.</summary>
    public long Blocks => (Rows / BlockRows) + (Rows % BlockRows > 0 ? 1 : 0);

    /// <summary>Rows of the block of that number, from 0.</summary>
    internal int RowsOf(long block) => (int)Math.Min(BlockRows, Rows - (block * BlockRows));
}

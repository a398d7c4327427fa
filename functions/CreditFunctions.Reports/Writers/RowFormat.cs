using System.Buffers;
using System.Collections.Immutable;

namespace CreditFunctions.Reports;

/// <summary>
/// How rows are written down as UTF-8: what begins a file, what stands between two rows and what ends it, and the bytes of a row. It has no state: any number of writers may share it.
/// </summary>
public abstract class RowFormat
{
    // The bytes of a row are at most as many as its texts' times this, and these for all else.
    private readonly int bytesPerTextByte;
    private readonly int otherBytes;

    private protected RowFormat(int bytesPerTextByte, int otherBytes) => (this.bytesPerTextByte, this.otherBytes) = (bytesPerTextByte, otherBytes);

    /// <summary>What comes before the first row.</summary>
    public abstract ReadOnlyMemory<byte> Begin { get; }

    /// <summary>What comes between two rows.</summary>
    public abstract ReadOnlyMemory<byte> Between { get; }

    /// <summary>What comes after the last row.</summary>
    public abstract ReadOnlyMemory<byte> End { get; }

    /// <summary>The form of a format.</summary>
    /// <param name="format">The format.</param>
    /// <param name="columns">The columns written, in that order; none twice.</param>
    public static RowFormat Of(ReportFormat format, ImmutableArray<ReportColumn> columns) => format switch
    {
        ReportFormat.Csv => new CsvFormat(columns),
        ReportFormat.NdJson => new JsonFormat(columns, aLine: true),
        _ => new JsonFormat(columns, aLine: false),
    };

    /// <summary>No fewer bytes than the row becomes.</summary>
    public int MaxBytes(in Row row) => otherBytes + (bytesPerTextByte * row.Length);

    /// <summary>Writes a row and returns its length, at most <see cref="MaxBytes"/>, which is the room there must be.</summary>
    public abstract int Write(in Row row, Span<byte> output);

    /// <summary>Writes a row.</summary>
    public void Write(in Row row, IBufferWriter<byte> output) => output.Advance(Write(row, output.GetSpan(MaxBytes(row))));
}

using System.Text;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>
/// The rows of one report in memory, at about the size of the data itself: numbers in arrays of long by column, texts as UTF-8 in one
/// arena, texts that repeat kept once, and no object for a row or a cell. Once filled it may be read by any number of threads.
/// </summary>
public sealed partial class PackedRows
{
    /// <summary>The most rows held.</summary>
    public const int MaxRows = 200_000;

    /// <summary>Bytes of text after which no more rows are taken (256 MiB).</summary>
    public const int MaxTextBytes = 256 * 1024 * 1024;

    private const int SmallestCapacity = 64;

    private readonly TextArena arena = new();

    // By ordinal of the column: one of the two is there, and as long as the capacity.
    private readonly long[]?[] numbers;
    private readonly int[]?[] textIds;

    // Decimals of each row's unit, 0 to Unit.MaxPrecision.
    private byte[] precisions;
    private byte[] scratch = new byte[256];

    /// <summary>No rows yet.</summary>
    /// <param name="report">The report whose rows these will be.</param>
    /// <param name="expectedRows">How many there will be, if known: saves growing. More is cut to <see cref="MaxRows"/>.</param>
    public PackedRows(ReportDefinition report, long expectedRows = 0)
    {
        Report = report;
        var capacity = (int)Math.Clamp(expectedRows, SmallestCapacity, MaxRows);
        precisions = new byte[capacity];
        numbers = new long[]?[report.Columns.Length];
        textIds = new int[]?[report.Columns.Length];
        foreach (var column in report.Columns)
        {
            if (column.Kind == ColumnKind.Text)
            {
                textIds[column.Ordinal] = new int[capacity];
            }
            else
            {
                numbers[column.Ordinal] = new long[capacity];
            }
        }
    }

    /// <summary>The report whose rows these are.</summary>
    public ReportDefinition Report { get; }

    /// <summary>Rows held, 0 to <see cref="MaxRows"/>; rows are named by index, from 0, in order of appending.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of memory the rows take, room for growth included.</summary>
    public long BytesHeld
    {
        get
        {
            var held = arena.BytesHeld + precisions.LongLength + scratch.LongLength;
            for (var column = 0; column < numbers.Length; column++)
            {
                held += (sizeof(long) * (numbers[column]?.LongLength ?? 0)) + (sizeof(int) * (textIds[column]?.LongLength ?? 0));
            }

            return held;
        }
    }

    internal TextArena Texts => arena;

    internal bool HasRoom => Count < MaxRows && arena.TextBytes <= MaxTextBytes;

    internal ReadOnlySpan<byte> Precisions => precisions.AsSpan(0, Count);

    internal ReadOnlySpan<long> Numbers(ReportColumn column) => numbers[column.Ordinal].AsSpan(0, Count);

    internal ReadOnlySpan<int> TextIds(ReportColumn column) => textIds[column.Ordinal].AsSpan(0, Count);

    /// <summary>Makes room for one more row, whose cells are then set; without <see cref="EndRow"/> it is as if it had never been begun.</summary>
    internal void BeginRow()
    {
        if (Count < precisions.Length)
        {
            return;
        }

        var capacity = Math.Min(MaxRows, precisions.Length * 2);
        Array.Resize(ref precisions, capacity);
        for (var column = 0; column < numbers.Length; column++)
        {
            if (numbers[column] is not null)
            {
                Array.Resize(ref numbers[column], capacity);
            }
            else
            {
                Array.Resize(ref textIds[column], capacity);
            }
        }
    }

    internal void SetNumber(int column, long value) => numbers[column]![Count] = value;

    internal void SetText(int column, string? text)
    {
        if (text is null)
        {
            SetAbsent(column);
            return;
        }

        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (scratch.Length < most)
        {
            scratch = new byte[most];
        }

        SetText(column, scratch.AsSpan(0, Encoding.UTF8.GetBytes(text, scratch)));
    }

    internal void SetText(int column, ReadOnlySpan<byte> utf8) =>
        textIds[column]![Count] = Report.Columns[column].Repeats ? arena.Intern(utf8) : arena.Append(utf8);

    internal void SetAbsent(int column) => textIds[column]![Count] = TextArena.Absent;

    internal void EndRow(int precision)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(precision);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(precision, Unit.MaxPrecision);
        precisions[Count] = (byte)precision;
        Count++;
    }

    private void Require(ReportDefinition report)
    {
        if (Report != report)
        {
            throw new InvalidOperationException($"These are rows of {Report.Key}, not of {report.Key}.");
        }
    }
}

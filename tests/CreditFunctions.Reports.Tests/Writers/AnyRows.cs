using CreditFunctions.Ledger;

namespace CreditFunctions.Reports.Tests;

/// <summary>A row as its cells: a <see cref="long"/> for a number, UTF-8 for a text, null for an absent one.</summary>
internal sealed record AnyRow(int Precision, object?[] Cells);

/// <summary>Rows of any report that a seed makes again, with texts and numbers as bad as they come.</summary>
internal static class AnyRows
{
    private static readonly string[] Words =
    [
        "", "Ann", "a,b", "\"", "\"\"", "say \"hi\"", "\r\n", "\n", "\r", "\t", "=1+1", "+1", "-1", "@a", "'x", " padded ", "\\", "\\u0041", "\0", "\u0001\u001f", "\u007f", "\u2028\u2029",
        "</script>", "Zoë", "علي", "王小明", "🎈", "👩‍👧", "\ufeff", "\ufffd", new string('x', 300),
    ];

    // A lone surrogate as WTF-8 has it, a cut-off character, a byte that begins nothing, an overlong slash.
    private static readonly byte[][] Broken = [[0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x8E], [0xFF], [0xC0, 0xAF], [(byte)'=', 0x80]];

    public static AnyRow[] Random(ReportDefinition report, int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => new AnyRow(random.Next(Unit.MaxPrecision + 1), [.. report.Columns.Select(column => Cell(column, random))]))];
    }

    public static RowBatch Batch(ReportDefinition report, params ReadOnlySpan<AnyRow> rows)
    {
        var batch = new RowBatch();
        var writer = new RowWriter();
        foreach (var row in rows)
        {
            writer.Begin(row.Precision);
            foreach (var cell in row.Cells)
            {
                _ = cell switch
                {
                    long number => writer.Number(number),
                    byte[] text => writer.Text(text),
                    _ => writer.Text((string?)null),
                };
            }

            Assert.Equal(report.Columns.Length, row.Cells.Length);
            batch.Add(writer.Written);
        }

        return batch;
    }

    /// <summary>The cell as a JSON reader must see it: text, or null.</summary>
    public static string? Text(AnyRow row, ReportColumn column) => row.Cells[column.Ordinal] switch
    {
        byte[] text => System.Text.Encoding.UTF8.GetString(text),
        long number when column.Kind == ColumnKind.Amount => Amount.Format(number, row.Precision),
        long number when column.Kind == ColumnKind.Instant => Instant.FromMicroseconds(number).ToString(),
        long number => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };

    private static object? Cell(ReportColumn column, Random random) => column.Kind switch
    {
        ColumnKind.Text => random.Next(5) == 0 ? null : TextOf(random),
        ColumnKind.Instant => random.Next(3) switch
        {
            0 => random.NextInt64(Instant.Max.Microseconds + 1),
            1 => random.NextInt64(Instant.Max.Microseconds / 1_000_000) * 1_000_000,
            _ => random.Next(2) == 0 ? Instant.Max.Microseconds : 0L,
        },
        _ => random.Next(4) switch
        {
            0 => random.Next(2) == 0 ? long.MaxValue : long.MinValue,
            1 => random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64),
            _ => random.Next(-200, 200),
        },
    };

    private static byte[] TextOf(Random random) =>
        [.. Enumerable.Range(0, random.Next(1, 4)).SelectMany(_ => random.Next(8) == 0 ? Broken[random.Next(Broken.Length)] : System.Text.Encoding.UTF8.GetBytes(Words[random.Next(Words.Length)]))];
}

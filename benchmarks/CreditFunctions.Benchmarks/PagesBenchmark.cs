using System.Globalization;
using CreditFunctions.Reports;

namespace CreditFunctions.Benchmarks;

/// <summary>
/// Pages of 100 rows at random offsets of row files on the local disk, decoded to their cells, in the order of four columns, either way; beside bare reads of as many bytes, and PostgreSQL's pages of the same rows.
/// They take turns in short stretches.
/// </summary>
internal static class PagesBenchmark
{
    private const int PageRows = 100;
    private const int Stretches = 5;
    private const int PostgresPagesAStretch = 6;
    private const string Compared = "available";
    private static readonly string[] Columns = ["customer_id", "customer_name", Compared, "updated_at"];

    public static async Task RunAsync(int[] sizes, int pages)
    {
        await using var postgres = await PostgresServer.StartAsync("-c work_mem=256MB -c jit=off");
        foreach (var size in sizes)
        {
            var folder = Directory.CreateTempSubdirectory("pages-").FullName;
            try
            {
                await RunAsync(postgres, new(size), folder, pages / Stretches);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task RunAsync(PostgresServer postgres, MadeUpBalances rows, string folder, int pages)
    {
        var table = new PostgresPages(postgres, string.Create(CultureInfo.InvariantCulture, $"balances_{rows.Count}"), Compared, PageRows);
        await table.LoadAsync(rows);
        var cache = new OffsetsCache();
        var measured = new List<Order>();
        foreach (var column in Columns)
        {
            var path = Path.Combine(folder, column);
            var info = await WriteAsync(rows, column, path);
            var file = LocalFile.Open(path);
            measured.Add(new(column, file, new(info, file, cache), Descending: false, new()));
            measured.Add(new(column, file, new(info, file, cache), Descending: true, new()));
        }

        var (cold, bare, plain, inIndex) = (new PageTimes(), new PageTimes(), new PageTimes(), new PageTimes());
        var random = new Random(rows.Count);
        foreach (var order in measured)
        {
            await TimesAsync(order with { Times = new() }, random, pages);
        }

        for (var stretch = 0; stretch < Stretches; stretch++)
        {
            foreach (var order in measured)
            {
                await TimesAsync(order, random, pages);
                await BareTimesAsync(order.File, rows.Count, random, pages, bare);
                for (var page = 0; page < pages / measured.Count; page++)
                {
                    await TimesAsync(order with { Reader = new(order.Reader.Info, order.File), Times = cold }, random, 1);
                }
            }

            var offsets = Enumerable.Range(0, PostgresPagesAStretch).Select(_ => random.NextInt64(rows.Count - PageRows)).ToList();
            var compared = measured.First(static order => order.Column == Compared);
            await AddAsync(plain, compared, offsets, await table.PlainAsync(offsets));
            await AddAsync(inIndex, compared, offsets, await table.InIndexAsync(offsets));
        }

        Show(measured[0].Reader.Info, measured, cold, bare, plain, inIndex);
        foreach (var order in measured)
        {
            await order.File.DisposeAsync();
        }
    }

    private static async Task<RowFileInfo> WriteAsync(MadeUpBalances rows, string column, string path)
    {
        await using var file = File.Create(path);
        return await rows.WriteAsync(column, column, 1, file.WriteAsync);
    }

    private static async Task TimesAsync(Order order, Random random, int pages)
    {
        for (var page = 0; page < pages; page++)
        {
            var offset = random.NextInt64(order.Reader.Info.Rows - PageRows);
            await order.Times.MeasureAsync((double)offset / order.Reader.Info.Rows, () => PageAsync(order, offset));
        }
    }

    /// <summary>One read of as many bytes as the blocks of a page have, into memory that is there.</summary>
    private static async Task BareTimesAsync(LocalFile file, int rows, Random random, int pages, PageTimes times)
    {
        var blocks = new byte[file.Length / rows * RowFileInfo.BlockRows * 5 / 2];
        for (var page = 0; page < pages; page++)
        {
            var offset = random.NextInt64(file.Length - blocks.Length);
            await times.MeasureAsync((double)offset / file.Length, async () =>
            {
                await file.ReadAsync(offset, blocks, default);
                return 0;
            });
        }
    }

    /// <summary>Reads a page and looks at every cell of it; returns the sum of the customers' numbers.</summary>
    private static async Task<long> PageAsync(Order order, long offset)
    {
        var page = new RowBatch();
        await order.Reader.ReadAsync(order.Descending ? order.Reader.Info.Rows - offset - PageRows : offset, PageRows, page, default);
        return Decode(page, order.Descending);
    }

    private static long Decode(RowBatch page, bool descending)
    {
        var (report, numbers, seen) = (CreditBalances.Definition, 0L, 0L);
        Span<long> cells = stackalloc long[Row.MaxColumns];
        for (var i = 0; i < page.Count; i++)
        {
            var row = new Row(page[descending ? page.Count - 1 - i : i], report, cells);
            foreach (var column in report.Columns)
            {
                seen ^= column.Kind == ColumnKind.Text ? row.Text(column.Ordinal).Length : row.Number(column.Ordinal);
            }

            numbers += row.Number(report["customer_number"].Ordinal);
        }

        return seen == long.MinValue ? seen : numbers;
    }

    /// <summary>Adds what pages of PostgreSQL took, whose rows must be the product's.</summary>
    private static async Task AddAsync(PageTimes times, Order order, IReadOnlyList<long> offsets, IReadOnlyList<(double Milliseconds, long Numbers)> pages)
    {
        foreach (var (offset, (milliseconds, numbers)) in offsets.Zip(pages))
        {
            times.Add(milliseconds, (double)offset / order.Reader.Info.Rows, 0);
            if (numbers != await PageAsync(order, offset))
            {
                throw new InvalidOperationException($"The page at {offset} has other rows in PostgreSQL.");
            }
        }
    }

    private static void Show(RowFileInfo file, List<Order> measured, PageTimes cold, PageTimes bare, PageTimes plain, PageTimes inIndex)
    {
        WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file.Rows:N0} rows; a file of {file.Bytes / 1e6:N0} MB for each column, {file.Bytes / file.Rows} bytes a row"));
        var all = PageTimes.Of(measured.Select(static order => order.Times));
        foreach (var order in measured)
        {
            WriteLine($"  {order.Column + (order.Descending ? ", descending" : ""),-32} {order.Times}");
        }

        WriteLine($"  {"all of these",-32} {all}");
        for (var tenth = 0; tenth < 10; tenth++)
        {
            WriteLine(string.Create(CultureInfo.InvariantCulture, $"  offsets from {tenth * 10,2} % on             {all.Within(tenth / 10.0, (tenth + 1) / 10.0)}"));
        }

        WriteLine($"  {"a reader that knows no offsets",-32} {cold}");
        WriteLine($"  {"bare reads of as many bytes",-32} {bare}");
        WriteLine($"  {"PostgreSQL",-32} {plain}");
        WriteLine($"  {"PostgreSQL, offset in the index",-32} {inIndex}");
    }

    private sealed record Order(string Column, LocalFile File, RowFileReader Reader, bool Descending, PageTimes Times);
}

using System.Collections.Immutable;

namespace CreditFunctions.Reports.Tests;

/// <summary>Rows of a report, live and as row files.</summary>
internal sealed class ReportSample
{
    public static readonly SortLimits Limits = SortLimits.Default;

    private readonly ReportDefinition report;
    private readonly List<byte[]> rows = [];

    private ReportSample(ReportDefinition report, IEnumerable<Action<RowWriter>> rows)
    {
        this.report = report;
        var writer = new RowWriter();
        foreach (var write in rows)
        {
            write(writer);
            this.rows.Add(writer.Written.ToArray());
        }

        Naive = new(report, this.rows, SampleRows.Noon);
    }

    public NaiveReport Naive { get; }

    public static ReportSample Of(IEnumerable<CreditBalanceRow> rows) => new(CreditBalances.Definition, rows.Select<CreditBalanceRow, Action<RowWriter>>(row => row.Write));

    public static ReportSample Of(IEnumerable<CustomerCreditRow> rows) => new(CustomerCredits.Definition, rows.Select<CustomerCreditRow, Action<RowWriter>>(row => row.Write));

    public ReportData Live()
    {
        var batches = rows.Chunk(70).Select(chunk =>
        {
            var batch = new RowBatch();
            Array.ForEach(chunk, row => batch.Add(row));
            return batch;
        });
        return new(report, SampleRows.Noon, null, rows.Count, [], [new(), .. batches]);
    }

    public Task<ReportData> SnapshotAsync(params IEnumerable<string> columns) => SnapshotAsync(content => new(content), columns);

    public async Task<ReportData> SnapshotAsync(Func<byte[], MemoryFile> fileOf, IEnumerable<string> columns)
    {
        var indexes = ImmutableArray.CreateBuilder<IndexedRows>();
        foreach (var column in columns)
        {
            var sorted = Naive.All.ToList();
            sorted.Sort((x, y) => Naive.Compare([column], x, y));
            var file = await RowFileSample.OfAsync([.. sorted.Select(row => row.Bytes)]);
            indexes.Add(new(report[column], new RowFileReader(file.Info, fileOf(file.Content), partBytes: 4000)));
        }

        return new(report, SampleRows.Noon, new(SampleRows.Noon), rows.Count, indexes.DrainToImmutable(), []);
    }

    public static ReportReader Reader(ScanGate? gate = null) => new(Limits, static () => new NoSpill(), gate ?? new());

    public static List<string> TextOf(RowBatch rows) => [.. Enumerable.Range(0, rows.Count).Select(row => Convert.ToHexString(rows[row]))];

    private sealed class NoSpill : ISpill
    {
        public SpilledRun Begin() => throw new InvalidOperationException("So few rows need no room outside memory.");

        public ValueTask DisposeAsync() => default;
    }
}

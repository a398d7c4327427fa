using System.Collections.Immutable;
using CreditFunctions.Reports;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>What a snapshot is made of, what making it may use, and how long it stays.</summary>
public sealed record SnapshotSettings
{
    /// <summary>The least and the most memory of a sort, in bytes.</summary>
    public static readonly (int Least, int Most) SortMemory = (8 * 1024 * 1024, 1024 * 1024 * 1024);

    /// <summary>How many months back <c>customer-credits</c> reaches.</summary>
    public int PeriodMonths { get; init; } = 13;

    /// <summary>By report, the columns that any page is found by at once; the first is that of the report's default order.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<ReportColumn>> Indexes { get; init; } = ReportCatalogue.All.ToImmutableSortedDictionary(
        static report => report.Key,
        static report => report == CreditBalances.Definition
            ? [report["customer_id"], report["available"], report["created_at"], report["updated_at"]]
            : ImmutableArray.Create(report["created_at"], report["customer_id"], report["amount"], report["entry_number"]),
        StringComparer.Ordinal);

    /// <summary>The files for people, none twice.</summary>
    public ImmutableArray<ReportFileForm> Formats { get; init; } = [new(ReportFormat.Csv), new(ReportFormat.Json)];

    /// <summary>What a sort may use of memory.</summary>
    public SortLimits Sort { get; init; } = SortLimits.Default;

    /// <summary>Bytes of local temporary files that all sorts of the process may have together, those of queries included; what is above goes to Blob Storage.</summary>
    public SpillBudget TemporaryDiskBytes { get; init; } = new(400_000_000);

    /// <summary>How long snapshots stay.</summary>
    public Retention Retention { get; init; } = new(35, 13);
}

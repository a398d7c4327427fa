using CreditFunctions.Ledger;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>How far back <c>customer-credits</c> reaches.</summary>
public static class ReportPeriod
{
    /// <summary>The first instant in a period of <paramref name="months"/> up to <paramref name="asOf"/>; <see cref="Instant.Min"/> if it would lie before that.</summary>
    public static Instant Since(Instant asOf, int months)
    {
        var since = asOf.ToDateTimeOffset().AddMonths(-months);
        return since < Instant.Min.ToDateTimeOffset() ? Instant.Min : Instant.From(since);
    }
}

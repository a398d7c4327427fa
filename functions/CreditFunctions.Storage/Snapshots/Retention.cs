using CreditFunctions.Ledger;
using CreditFunctions.Reports;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>
/// Which snapshots of a report stay: the first of each day, in UTC, for so many days, and the first of each month for so many months. Until it is two days old every one stays, and the
/// newest stays always. What stays depends on the snapshots there are and on the time alone.
/// </summary>
/// <param name="Days">Days a daily one stays.</param>
/// <param name="Months">Months a monthly one stays.</param>
public sealed record Retention(int Days, int Months)
{
    /// <summary>How long every one stays.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromDays(2);

    /// <summary>Those that no longer stay, oldest first.</summary>
    public IReadOnlyList<SnapshotId> Expired(IEnumerable<SnapshotId> snapshots, Instant now)
    {
        var present = now.ToDateTimeOffset();
        var (all, expired) = (snapshots.Order().ToList(), new List<SnapshotId>());
        for (var at = 0; at < all.Count - 1; at++)
        {
            var (slot, before) = (all[at].Slot.ToDateTimeOffset(), at == 0 ? DateTimeOffset.MinValue : all[at - 1].Slot.ToDateTimeOffset());
            var isFirstOfDay = before.UtcDateTime.Date < slot.UtcDateTime.Date;
            var isFirstOfMonth = (before.Year, before.Month) != (slot.Year, slot.Month);
            var stays = slot > present - Fresh
                || (isFirstOfDay && slot > present.AddDays(-Days))
                || (isFirstOfMonth && slot > present.AddMonths(-Months));
            if (!stays)
            {
                expired.Add(all[at]);
            }
        }

        return expired;
    }
}

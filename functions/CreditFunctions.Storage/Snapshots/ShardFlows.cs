using System.Collections.Immutable;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>Adds up by unit what moved in a shard's accounts since an earlier snapshot, and what they had then and have now.</summary>
internal sealed class ShardFlows
{
    private readonly SortedDictionary<(string Code, int Precision), Sums> units = new(Comparer<(string Code, int Precision)>.Create(
        static (a, b) => string.CompareOrdinal(a.Code, b.Code) is var order && order != 0 ? order : a.Precision.CompareTo(b.Precision)));

    /// <summary>Adds an account as it was in the earlier snapshot.</summary>
    public void Open(ShardAccount before) => Of(before.Balance.Unit).Opening += Outstanding(before);

    /// <summary>Adds an account as it is.</summary>
    public void Close(ShardAccount after) => Of(after.Balance.Unit).Closing += Outstanding(after);

    /// <summary>Adds accounts of which nothing moved since the earlier snapshot, which had these flows.</summary>
    public void Stand(UnitFlows earlier)
    {
        var sums = Of(new(earlier.Unit, earlier.Precision));
        sums.Opening += earlier.Closing;
        sums.Closing += earlier.Closing;
    }

    /// <summary>Adds what moved in an account.</summary>
    public void Add(Unit unit, Moved moved, Int128 reversed)
    {
        var sums = Of(unit);
        sums.Moved += moved;
        sums.Reversed += reversed;
    }

    /// <summary>The sums, in order of units.</summary>
    public ImmutableArray<UnitFlows> ToArray() =>
    [
        .. units.Select(static unit => new UnitFlows(
            unit.Key.Code, unit.Key.Precision, unit.Value.Opening, unit.Value.Moved.Granted, unit.Value.Moved.Applied + unit.Value.Reversed, unit.Value.Reversed, unit.Value.Moved.Expired,
            unit.Value.Moved.Voided, unit.Value.Closing)),
    ];

    private Sums Of(Unit unit)
    {
        if (!units.TryGetValue((unit.Code, unit.Precision), out var sums))
        {
            units.Add((unit.Code, unit.Precision), sums = new());
        }

        return sums;
    }

    private static Int128 Outstanding(ShardAccount account) =>
        (Int128)account.Balance.Totals.Pending + account.Balance.Totals.Available + account.Balance.Totals.Reserved;

    private sealed class Sums
    {
        public Int128 Opening { get; set; }

        public Moved Moved { get; set; }

        public Int128 Reversed { get; set; }

        public Int128 Closing { get; set; }
    }
}

using System.Numerics;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>
/// Proves a snapshot against the one before it: what was outstanding then, and what was posted since, must be what is outstanding now. The two sides come from different rows, accounts and
/// entries, so that neither can be wrong unnoticed.
/// </summary>
public static class RollForward
{
    /// <summary>Checks every shard by itself, adds the shards up, and checks that they open where the snapshot before closed.</summary>
    /// <param name="shards">What flowed through each shard, by its name; a unit may come more than once.</param>
    /// <param name="previous">The roll-forward of the snapshot before; null if there is none.</param>
    /// <returns>By unit code, in ordinal order, with the decimals of the most precise entitlement that counts the unit.</returns>
    /// <exception cref="RollForwardException">They disagree; its message says where and by how much.</exception>
    public static IReadOnlyDictionary<string, UnitRollForward> Of(
        IEnumerable<(string Shard, IEnumerable<UnitFlows> Flows)> shards, IReadOnlyDictionary<string, UnitRollForward>? previous)
    {
        var problems = new List<string>();
        var all = new List<UnitFlows>();
        foreach (var (shard, flows) in shards)
        {
            foreach (var of in flows)
            {
                all.Add(of);
                CheckSum(shard, of, problems);
            }
        }

        var byCode = new SortedDictionary<string, UnitRollForward>(StringComparer.Ordinal);
        foreach (var unit in all.GroupBy(of => of.Unit, StringComparer.Ordinal))
        {
            byCode.Add(unit.Key, Merge([.. unit]));
        }

        if (previous is not null)
        {
            CheckOpenings(byCode, previous, problems);
        }

        return problems.Count == 0 ? byCode : throw new RollForwardException(problems);
    }

    private static void CheckSum(string shard, UnitFlows of, List<string> problems)
    {
        var expected = of.Opening + of.Granted - of.Applied + of.Reversed - of.Expired - of.Voided;
        if (expected != of.Closing)
        {
            string Text(Int128 minor) => MinorDecimal.Format(minor, of.Precision);
            problems.Add(
                $"{of.Unit} in shard {shard}: opening {Text(of.Opening)} + granted {Text(of.Granted)} - applied {Text(of.Applied)} + reversed {Text(of.Reversed)} - expired {Text(of.Expired)} - voided {Text(of.Voided)} is {Text(expected)}, "
                + $"but the accounts hold {Text(of.Closing)}: {Text(Int128.Abs(of.Closing - expected))} too {(of.Closing > expected ? "much" : "little")}.");
        }
    }

    private static void CheckOpenings(SortedDictionary<string, UnitRollForward> now, IReadOnlyDictionary<string, UnitRollForward> previous, List<string> problems)
    {
        foreach (var code in now.Keys.Union(previous.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var opening = now.TryGetValue(code, out var of) ? of.Opening : "0";
            var closing = previous.TryGetValue(code, out var before) ? before.Closing : "0";
            if (!MinorDecimal.TryParse(closing, out var closed))
            {
                problems.Add($"{code}: the snapshot before closes with '{closing}', which is not a decimal.");
            }
            else if (MinorDecimal.TryParse(opening, out var opened) && opened != closed)
            {
                problems.Add($"{code}: opening is {opening}, but the snapshot before closes with {closing}: {Difference(opened - closed)} too {(opened > closed ? "much" : "little")}.");
            }
        }
    }

    private static UnitRollForward Merge(UnitFlows[] flows)
    {
        var precision = flows.Max(of => of.Precision);
        string Sum(Func<UnitFlows, Int128> term) =>
            MinorDecimal.Format(flows.Aggregate(BigInteger.Zero, (sum, of) => sum + MinorDecimal.Scale(term(of), of.Precision, precision)), precision);
        return new(
            Sum(of => of.Opening), Sum(of => of.Granted), Sum(of => of.Applied), Sum(of => of.Reversed), Sum(of => of.Expired), Sum(of => of.Voided), Sum(of => of.Closing));
    }

    private static string Difference(BigInteger value) => MinorDecimal.Format(BigInteger.Abs(value), Unit.MaxPrecision).TrimEnd('0').TrimEnd('.');
}

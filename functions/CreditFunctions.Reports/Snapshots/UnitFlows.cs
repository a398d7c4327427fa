namespace CreditFunctions.Reports;

/// <summary>
/// What moved between two snapshots in one unit, in minor units, none negative: sums over the entries posted after the one and up to the other. Outstanding credit (pending + available + reserved) of the later is
/// that of the earlier + granted - applied + reversed - expired - voided.
/// </summary>
/// <param name="Unit">The unit's code.</param>
/// <param name="Precision">Its decimals; different entitlements may count one code with different decimals.</param>
/// <param name="Opening">Outstanding before, summed over the accounts' totals.</param>
/// <param name="Granted">New credit.</param>
/// <param name="Applied">Consumed.</param>
/// <param name="Reversed">Consumption undone.</param>
/// <param name="Expired">Ran out of time.</param>
/// <param name="Voided">Taken back.</param>
/// <param name="Closing">Outstanding after, summed over the accounts' totals.</param>
public sealed record UnitFlows(
    string Unit, int Precision, Int128 Opening, Int128 Granted, Int128 Applied, Int128 Reversed, Int128 Expired, Int128 Voided, Int128 Closing);

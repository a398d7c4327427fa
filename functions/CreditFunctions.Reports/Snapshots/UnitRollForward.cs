namespace CreditFunctions.Reports;

/// <summary>
/// How outstanding credit (pending + available + reserved) in one unit came from the snapshot before, as decimals: opening + granted - applied + reversed - expired - voided = closing.
/// </summary>
/// <param name="Opening">Outstanding at the snapshot before; 0 without one.</param>
/// <param name="Granted">New credit.</param>
/// <param name="Applied">Consumed.</param>
/// <param name="Reversed">Consumption undone.</param>
/// <param name="Expired">Ran out of time.</param>
/// <param name="Voided">Taken back.</param>
/// <param name="Closing">Outstanding now.</param>
public sealed record UnitRollForward(string Opening, string Granted, string Applied, string Reversed, string Expired, string Voided, string Closing);

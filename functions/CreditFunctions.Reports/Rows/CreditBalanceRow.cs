using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>One account, as <c>credit-balances</c> shows it.</summary>
/// <param name="CustomerId">The business's id of the customer.</param>
/// <param name="CustomerNumber">The customer's stable integer number.</param>
/// <param name="CustomerName">The customer's name, if one is known.</param>
/// <param name="CustomerEmail">The customer's email address, if one is known.</param>
/// <param name="Entitlement">The pool of credit.</param>
/// <param name="Unit">What the amounts count; its precision says what a minor unit is.</param>
/// <param name="Totals">Where the account's credit stands, in minor units.</param>
/// <param name="Overage">Consumed beyond the available credit, in minor units, not negative.</param>
/// <param name="CreatedAt">When the account's first entry was made.</param>
/// <param name="UpdatedAt">When the account last changed.</param>
public readonly record struct CreditBalanceRow(
    string CustomerId,
    long CustomerNumber,
    string? CustomerName,
    string? CustomerEmail,
    string Entitlement,
    Unit Unit,
    Totals Totals,
    long Overage,
    Instant CreatedAt,
    Instant UpdatedAt);

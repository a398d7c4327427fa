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
    Instant UpdatedAt)
{
    /// <summary>Writes the cells of the row.</summary>
    public void Write(RowWriter row) => row.Begin(Unit.Precision)
        .Text(CustomerId).Number(CustomerNumber).Text(CustomerName).Text(CustomerEmail).Text(Entitlement).Text(Unit.Code)
        .Number(Totals.Granted).Number(Totals.Pending).Number(Totals.Available).Number(Totals.Reserved).Number(Totals.Applied).Number(Totals.Expired).Number(Totals.Voided)
        .Number(Overage).Number(CreatedAt.Microseconds).Number(UpdatedAt.Microseconds);

    /// <summary>The row as it was written. Texts are made anew: meant for a page of rows, not for all.</summary>
    public static CreditBalanceRow Read(in Row row) => new(
        row.String(CreditBalances.CustomerId)!,
        row.Number(CreditBalances.CustomerNumber),
        row.String(CreditBalances.CustomerName),
        row.String(CreditBalances.CustomerEmail),
        row.String(CreditBalances.Entitlement)!,
        new Unit(row.String(CreditBalances.Unit)!, row.Precision),
        new Totals(
            row.Number(CreditBalances.Pending),
            row.Number(CreditBalances.Available),
            row.Number(CreditBalances.Reserved),
            row.Number(CreditBalances.Applied),
            row.Number(CreditBalances.Expired),
            row.Number(CreditBalances.Voided)),
        row.Number(CreditBalances.Overage),
        Instant.FromMicroseconds(row.Number(CreditBalances.CreatedAt)),
        Instant.FromMicroseconds(row.Number(CreditBalances.UpdatedAt)));
}

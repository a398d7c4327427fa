using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>One entry that moved credit in or out, as <c>customer-credits</c> shows it.</summary>
/// <param name="CustomerId">The business's id of the customer.</param>
/// <param name="CustomerNumber">The customer's stable integer number.</param>
/// <param name="CustomerName">The customer's name, if one is known.</param>
/// <param name="CustomerEmail">The customer's email address, if one is known.</param>
/// <param name="CreatedAt">The business's time of the entry.</param>
/// <param name="PostedAt">The ledger's time of the entry.</param>
/// <param name="Type">What kind of entry it is.</param>
/// <param name="Amount">Minor units moved: positive in, negative out; -(2^63-1) to 2^63-1.</param>
/// <param name="Balance">The customer's balance as of the report, in minor units; -(2^63-1) to 2^63-1.</param>
/// <param name="Entitlement">The pool of credit.</param>
/// <param name="Unit">What the amounts count; its precision says what a minor unit is.</param>
/// <param name="Memo">The note given with the entry, if there is one.</param>
/// <param name="EntryId">The entry's id.</param>
/// <param name="EntryNumber">The entry's stable integer number.</param>
public readonly record struct CustomerCreditRow(
    string CustomerId,
    long CustomerNumber,
    string? CustomerName,
    string? CustomerEmail,
    Instant CreatedAt,
    Instant PostedAt,
    string Type,
    long Amount,
    long Balance,
    string Entitlement,
    Unit Unit,
    string? Memo,
    string EntryId,
    long EntryNumber)
{
    /// <summary>Writes the cells of the row.</summary>
    public void Write(RowWriter row) => row.Begin(Unit.Precision)
        .Text(CustomerId).Number(CustomerNumber).Text(CustomerName).Text(CustomerEmail).Number(CreatedAt.Microseconds).Number(PostedAt.Microseconds)
        .Text(Type).Number(Amount).Number(Balance).Text(Entitlement).Text(Unit.Code).Text(Memo).Text(EntryId).Number(EntryNumber);

    /// <summary>The row as it was written. Texts are made anew: meant for a page of rows, not for all.</summary>
    public static CustomerCreditRow Read(in Row row) => new(
        row.String(CustomerCredits.CustomerId)!,
        row.Number(CustomerCredits.CustomerNumber),
        row.String(CustomerCredits.CustomerName),
        row.String(CustomerCredits.CustomerEmail),
        Instant.FromMicroseconds(row.Number(CustomerCredits.CreatedAt)),
        Instant.FromMicroseconds(row.Number(CustomerCredits.PostedAt)),
        row.String(CustomerCredits.Type)!,
        row.Number(CustomerCredits.Amount),
        row.Number(CustomerCredits.Balance),
        row.String(CustomerCredits.Entitlement)!,
        new Unit(row.String(CustomerCredits.Unit)!, row.Precision),
        row.String(CustomerCredits.Memo),
        row.String(CustomerCredits.EntryId)!,
        row.Number(CustomerCredits.EntryNumber));
}

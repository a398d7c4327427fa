using CreditFunctions.Ledger;
using Of = CreditFunctions.Reports.CreditBalances;

namespace CreditFunctions.Reports;

public sealed partial class PackedRows
{
    /// <summary>Keeps a row of <c>credit-balances</c>, or says that no more can be kept.</summary>
    /// <exception cref="InvalidOperationException">These are rows of another report.</exception>
    /// <exception cref="OverflowException">The row's totals add up to more than 2^63-1.</exception>
    public AppendOutcome Append(in CreditBalanceRow row)
    {
        Require(Of.Definition);
        if (!HasRoom)
        {
            return AppendOutcome.Full;
        }

        BeginRow();
        SetText(Of.CustomerId, row.CustomerId);
        SetNumber(Of.CustomerNumber, row.CustomerNumber);
        SetText(Of.CustomerName, row.CustomerName);
        SetText(Of.CustomerEmail, row.CustomerEmail);
        SetText(Of.Entitlement, row.Entitlement);
        SetText(Of.Unit, row.Unit.Code);
        SetNumber(Of.Granted, row.Totals.Granted);
        SetNumber(Of.Pending, row.Totals.Pending);
        SetNumber(Of.Available, row.Totals.Available);
        SetNumber(Of.Reserved, row.Totals.Reserved);
        SetNumber(Of.Applied, row.Totals.Applied);
        SetNumber(Of.Expired, row.Totals.Expired);
        SetNumber(Of.Voided, row.Totals.Voided);
        SetNumber(Of.Overage, row.Overage);
        SetNumber(Of.CreatedAt, row.CreatedAt.Microseconds);
        SetNumber(Of.UpdatedAt, row.UpdatedAt.Microseconds);
        EndRow(row.Unit.Precision);
        return AppendOutcome.Appended;
    }

    /// <summary>The row of that index as it was appended. Texts are made anew: meant for a page of rows, not for all.</summary>
    /// <exception cref="InvalidOperationException">These are rows of another report.</exception>
    public CreditBalanceRow CreditBalance(int row)
    {
        Require(Of.Definition);
        return new(
            Text(row, Of.CustomerId)!,
            Number(row, Of.CustomerNumber),
            Text(row, Of.CustomerName),
            Text(row, Of.CustomerEmail),
            Text(row, Of.Entitlement)!,
            new Unit(Text(row, Of.Unit)!, Precisions[row]),
            new Totals(
                Number(row, Of.Pending),
                Number(row, Of.Available),
                Number(row, Of.Reserved),
                Number(row, Of.Applied),
                Number(row, Of.Expired),
                Number(row, Of.Voided)),
            Number(row, Of.Overage),
            Instant.FromMicroseconds(Number(row, Of.CreatedAt)),
            Instant.FromMicroseconds(Number(row, Of.UpdatedAt)));
    }
}

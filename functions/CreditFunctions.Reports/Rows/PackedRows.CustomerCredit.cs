using System.Text;
using CreditFunctions.Ledger;
using Of = CreditFunctions.Reports.CustomerCredits;

namespace CreditFunctions.Reports;

public sealed partial class PackedRows
{
    /// <summary>Keeps a row of <c>customer-credits</c>, or says that no more can be kept.</summary>
    /// <exception cref="InvalidOperationException">These are rows of another report.</exception>
    public AppendOutcome Append(in CustomerCreditRow row)
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
        SetNumber(Of.CreatedAt, row.CreatedAt.Microseconds);
        SetNumber(Of.PostedAt, row.PostedAt.Microseconds);
        SetText(Of.Type, row.Type);
        SetNumber(Of.Amount, row.Amount);
        SetNumber(Of.Balance, row.Balance);
        SetText(Of.Entitlement, row.Entitlement);
        SetText(Of.Unit, row.Unit.Code);
        SetText(Of.Memo, row.Memo);
        SetText(Of.EntryId, row.EntryId);
        SetNumber(Of.EntryNumber, row.EntryNumber);
        EndRow(row.Unit.Precision);
        return AppendOutcome.Appended;
    }

    /// <summary>The row of that index as it was appended. Texts are made anew: meant for a page of rows, not for all.</summary>
    /// <exception cref="InvalidOperationException">These are rows of another report.</exception>
    public CustomerCreditRow CustomerCredit(int row)
    {
        Require(Of.Definition);
        return new(
            Text(row, Of.CustomerId)!,
            Number(row, Of.CustomerNumber),
            Text(row, Of.CustomerName),
            Text(row, Of.CustomerEmail),
            Instant.FromMicroseconds(Number(row, Of.CreatedAt)),
            Instant.FromMicroseconds(Number(row, Of.PostedAt)),
            Text(row, Of.Type)!,
            Number(row, Of.Amount),
            Number(row, Of.Balance),
            Text(row, Of.Entitlement)!,
            new Unit(Text(row, Of.Unit)!, Precisions[row]),
            Text(row, Of.Memo),
            Text(row, Of.EntryId)!,
            Number(row, Of.EntryNumber));
    }

    private long Number(int row, int column) => Numbers(Report.Columns[column])[row];

    private string? Text(int row, int column) =>
        TextIds(Report.Columns[column])[row] is var id && id == TextArena.Absent ? null : Encoding.UTF8.GetString(arena[id]);
}

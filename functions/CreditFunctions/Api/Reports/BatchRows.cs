using CreditFunctions.Reports;

namespace CreditFunctions.Api.Reports;

/// <summary>Reads rows of a batch as records: meant for those that an answer shows.</summary>
internal static class BatchRows
{
    /// <summary>A row of <c>credit-balances</c>, from 0.</summary>
    public static CreditBalanceRow CreditBalance(this RowBatch rows, int row)
    {
        Span<long> cells = stackalloc long[Row.MaxColumns];
        return CreditBalanceRow.Read(new Row(rows[row], CreditBalances.Definition, cells));
    }

    /// <summary>A row of <c>customer-credits</c>, from 0.</summary>
    public static CustomerCreditRow CustomerCredit(this RowBatch rows, int row)
    {
        Span<long> cells = stackalloc long[Row.MaxColumns];
        return CustomerCreditRow.Read(new Row(rows[row], CustomerCredits.Definition, cells));
    }
}

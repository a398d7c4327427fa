using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>Totals as columns that a person can read, of accounts and grants alike.</summary>
internal static class TotalsColumns
{
    /// <summary>What was granted, and where it stands.</summary>
    public static ColumnWriter Totals(this ColumnWriter columns, Totals totals) => columns
        .Number("granted", totals.Granted)
        .Number("pending", totals.Pending)
        .Number("available", totals.Available)
        .Number("reserved", totals.Reserved)
        .Number("applied", totals.Applied)
        .Number("expired", totals.Expired)
        .Number("voided", totals.Voided);
}

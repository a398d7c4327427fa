using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>
/// A grant as it is stored beside its account: written when it is made and when it ends. In between, the account's row has the truth.
/// </summary>
public static class GrantRow
{
    /// <summary>The columns of a grant.</summary>
    public static ReadOnlyMemory<byte> Write(Grant grant) => new ColumnWriter()
        .Number("granted", grant.Totals.Granted)
        .Number("pending", grant.Totals.Pending)
        .Number("available", grant.Totals.Available)
        .Number("reserved", grant.Totals.Reserved)
        .Number("applied", grant.Totals.Applied)
        .Number("expired", grant.Totals.Expired)
        .Number("voided", grant.Totals.Voided)
        .Flag("active", grant.IsActive)
        .Text("name", grant.Terms.Name)
        .Time("created_at", grant.CreatedAt)
        .Time("expires_at", grant.Terms.ExpiresAt)
        .LongText("body", EntryFormat.Write([grant]))
        .ToMemory();
}

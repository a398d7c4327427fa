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
        .Totals(grant.Totals)
        .Flag("active", grant.IsActive)
        .Text("name", grant.Terms.Name)
        .Time("created_at", grant.CreatedAt)
        .Time("expires_at", grant.Terms.ExpiresAt)
        .LongText("body", EntryFormat.Write([grant]))
        .ToMemory();
}

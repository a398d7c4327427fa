using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>The account behind a hash of its key, as it is stored.</summary>
internal static class AccountHashRow
{
    /// <summary>The columns.</summary>
    public static ReadOnlyMemory<byte> Write(AccountKey key) => new ColumnWriter()
        .Text("customer", key.Customer)
        .Text("entitlement", key.Entitlement)
        .Text("unit", key.Unit)
        .ToMemory();
}

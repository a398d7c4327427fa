using System.Text.Json;
using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects.Dodo;

/// <summary>A customer's balance in a credit entitlement.</summary>
/// <param name="Id">Where the account is.</param>
/// <param name="Customer">What the dialect calls the customer.</param>
/// <param name="Entitlement">The entitlement's id.</param>
/// <param name="Available">What can be spent, in minor units.</param>
/// <param name="Overage">Consumed beyond it, in minor units.</param>
/// <param name="Precision">Decimals of the unit.</param>
/// <param name="CreatedAt">When the account's first entry was posted.</param>
/// <param name="UpdatedAt">When its last was, or has come due.</param>
internal sealed record DodoBalance(LocatedId Id, string Customer, string Entitlement, long Available, long Overage, int Precision, Instant CreatedAt, Instant UpdatedAt)
{
    /// <summary>The balance of an account that is settled.</summary>
    public static DodoBalance Of(DodoAccount at, Account account) => new(
        at.Location, at.CustomerId, at.Entitlement.Id, account.Totals.Available, account.Overage, at.Unit.Precision, account.CreatedAt, account.UpdatedAt);

    /// <summary>Writes one.</summary>
    public static void Write(Utf8JsonWriter json, DodoBalance balance)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, balance.Id.ToString(DodoAccount.BalancePrefix));
        json.WriteString("customer_id"u8, balance.Customer);
        json.WriteString("credit_entitlement_id"u8, balance.Entitlement);
        json.WritePlainDecimal("balance"u8, balance.Available, balance.Precision);
        json.WritePlainDecimal("overage"u8, balance.Overage, balance.Precision);
        json.WriteTime("created_at"u8, balance.CreatedAt);
        json.WriteTime("updated_at"u8, balance.UpdatedAt);
        json.WriteTime("last_transaction_at"u8, balance.UpdatedAt);
        json.WriteEndObject();
    }
}

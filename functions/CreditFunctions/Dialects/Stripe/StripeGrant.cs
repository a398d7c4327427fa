using System.Text.Json;
using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects.Stripe;

/// <summary>A grant as Stripe shows it: what it was given with, and not what is left of it.</summary>
/// <param name="Account">Whose it is.</param>
/// <param name="Id">Where it is found again.</param>
/// <param name="Unit">Its currency.</param>
/// <param name="Grant">The grant.</param>
/// <param name="Customer">Its customer.</param>
internal sealed record StripeGrant(AccountKey Account, LocatedId Id, Unit Unit, Grant Grant, Customer Customer)
{
    /// <summary>What a grant can show whole.</summary>
    public static readonly string[] Expandable = ["customer", "test_clock"];

    /// <summary>Writes it.</summary>
    public void Write(Utf8JsonWriter json, bool expandCustomer)
    {
        var (terms, grant) = (Grant.Terms, Grant);
        json.WriteStartObject();
        json.WriteString("id"u8, Id.ToString(StripeObjects.GrantPrefix));
        json.WriteString("object"u8, "billing.credit_grant"u8);
        json.WriteAmount("amount"u8, Unit, grant.Totals.Granted);
        json.WriteStartObject("applicability_config"u8);
        json.WritePropertyName("scope"u8);
        StripeScope.Write(json, terms.AppliesTo);
        json.WriteEndObject();
        json.WriteString("category"u8, terms.Category == GrantCategory.Paid ? "paid"u8 : "promotional"u8);
        json.WriteSeconds("created"u8, grant.CreatedAt);
        json.WriteCustomer(Customer, expandCustomer);
        json.WriteNull("customer_account"u8);
        json.WriteSeconds("effective_at"u8, terms.EffectiveAt);
        json.WriteSeconds("expires_at"u8, terms.ExpiresAt);
        json.WriteBoolean("livemode"u8, true);
        json.WriteMetadata(grant.Metadata);
        json.WriteString("name"u8, terms.Name);
        json.WriteNumber("priority"u8, terms.Priority);
        json.WriteNull("test_clock"u8);
        json.WriteSeconds("updated"u8, grant.UpdatedAt);
        json.WriteSeconds("voided_at"u8, grant.Voided?.At);
        json.WriteEndObject();
    }
}

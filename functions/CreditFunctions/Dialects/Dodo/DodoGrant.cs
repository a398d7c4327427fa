using System.Text.Json;
using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects.Dodo;

/// <summary>Where a grant stands, as lists of grants are filtered by it.</summary>
internal enum DodoGrantStatus
{
    /// <summary>Some of it can be used.</summary>
    Active,

    /// <summary>It ran out of time before all of it was used.</summary>
    Expired,

    /// <summary>Nothing of it can be used, and it did not run out of time.</summary>
    Depleted,
}

/// <summary>Grants as Dodo Payments has them.</summary>
internal static class DodoGrant
{
    /// <summary>Where it stands; the grant is settled to <paramref name="now"/>.</summary>
    public static DodoGrantStatus StatusOf(Grant grant, Instant now) =>
        // Some may have expired and some be there all the same, if it was reserved then and the expiry was put off before it came back.
        grant.Totals.Available > 0 ? DodoGrantStatus.Active
        // What is reserved outlives its expiry, and expires when it comes back.
        : grant.Totals.Expired > 0 || (grant.Terms.ExpiresAt <= now && grant.Totals.Outstanding > 0) ? DodoGrantStatus.Expired
        : DodoGrantStatus.Depleted;

    /// <summary>Writes one that is settled to <paramref name="now"/>.</summary>
    public static void Write(Utf8JsonWriter json, DodoAccount at, Grant grant, Instant now)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, (at.Location with { Seq = grant.Id }).ToString(DodoAccount.GrantPrefix));
        json.WriteString("credit_entitlement_id"u8, at.Entitlement.Id);
        json.WriteString("customer_id"u8, at.CustomerId);
        json.WritePlainDecimal("initial_amount"u8, grant.Totals.Granted, at.Unit.Precision);
        json.WritePlainDecimal("remaining_amount"u8, grant.Totals.Available, at.Unit.Precision);
        json.WriteString("source_type"u8, "api"u8);
        json.WriteBoolean("is_expired"u8, StatusOf(grant, now) == DodoGrantStatus.Expired);
        json.WriteBoolean("is_rolled_over"u8, false);
        json.WriteNumber("rollover_count"u8, 0);
        json.WriteTime("created_at"u8, grant.CreatedAt);
        json.WriteTime("updated_at"u8, grant.UpdatedAt);
        json.WriteTime("expires_at"u8, grant.Terms.ExpiresAt);
        json.WriteNull("parent_grant_id"u8);
        json.WriteString("source_id"u8, grant.Terms.ExternalNumber);
        json.WriteTexts("metadata"u8, grant.Metadata);
        json.WriteEndObject();
    }
}

using CreditFunctions.Api.Entries;
using CreditFunctions.Ledger;

namespace CreditFunctions.Api.Credits;

/// <summary>Totals of one account; amounts are decimal strings of <c>unit</c>, and granted = pending + available + reserved + applied + expired + voided.</summary>
internal sealed record AccountSummary(
    string Entitlement, string Unit, string Granted, string Pending, string Available, string Reserved, string Applied, string Expired, string Voided,
    string Overage, string UpdatedAt)
{
    public static AccountSummary Of(AccountKey key, Unit unit, Totals totals, long overage, Instant updatedAt)
    {
        string Text(long minor) => Amount.Format(minor, unit.Precision);
        return new(
            key.Entitlement, unit.Code, Text(totals.Granted), Text(totals.Pending), Text(totals.Available), Text(totals.Reserved), Text(totals.Applied),
            Text(totals.Expired), Text(totals.Voided), Text(overage), updatedAt.ToString());
    }
}

/// <summary>All accounts of a customer as of one instant.</summary>
internal sealed record CreditsAnswer(string CustomerId, string AsOf, IReadOnlyList<AccountSummary> Accounts);

/// <summary>One account with its active grants, in the order they are drawn.</summary>
internal sealed record AccountAnswer(
    string CustomerId, string Entitlement, string Unit, int Precision, string AsOf, string Granted, string Pending, string Available, string Reserved, string Applied,
    string Expired, string Voided, string Overage, string CreatedAt, string UpdatedAt, IReadOnlyList<GrantAnswer> Grants, IReadOnlyList<ReservationAnswer> Reservations);

/// <summary>A grant and where its credit stands.</summary>
internal sealed record GrantAnswer(
    string GrantId, string? Name, string Amount, string Pending, string Available, string Reserved, string Applied, string Expired, string Voided, int Priority,
    string Category, string EffectiveAt, string? ExpiresAt, string? ExternalNumber, AppliesToBody? AppliesTo, string? Memo, IReadOnlyDictionary<string, string> Metadata,
    string CreatedAt, string UpdatedAt, string? VoidedAt)
{
    public static GrantAnswer Of(Grant grant, string id, int precision)
    {
        string Text(long minor) => Ledger.Amount.Format(minor, precision);
        var (totals, terms) = (grant.Totals, grant.Terms);
        return new(
            id, terms.Name, Text(totals.Granted), Text(totals.Pending), Text(totals.Available), Text(totals.Reserved), Text(totals.Applied), Text(totals.Expired),
            Text(totals.Voided), terms.Priority, SnakeCase.Name(terms.Category), terms.EffectiveAt.ToString(), terms.ExpiresAt?.ToString(), terms.ExternalNumber,
            AppliesToBody.Of(terms.AppliesTo), grant.Memo,
            grant.Metadata ?? new Dictionary<string, string>(StringComparer.Ordinal), grant.CreatedAt.ToString(), grant.UpdatedAt.ToString(), grant.Voided?.At.ToString());
    }
}

/// <summary>An open reservation.</summary>
internal sealed record ReservationAnswer(string ReservationId, string Amount, string? ExpiresAt);

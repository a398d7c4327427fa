using System.Text.Json;
using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects.Dodo;

/// <summary>What an entry is to Dodo Payments.</summary>
internal enum DodoTransaction
{
    /// <summary>Credit was given, or became usable.</summary>
    CreditAdded,

    /// <summary>Credit was consumed or set aside, or paid for overage.</summary>
    CreditDeducted,

    /// <summary>Credit ran out of time.</summary>
    CreditExpired,

    /// <summary>Never here: nothing rolls over.</summary>
    CreditRolledOver,

    /// <summary>Never here.</summary>
    RolloverForfeited,

    /// <summary>The customer was billed for overage.</summary>
    OverageCharged,

    /// <summary>Overage was forgiven.</summary>
    OverageReset,

    /// <summary>Never here: nothing tops up by itself.</summary>
    AutoTopUp,

    /// <summary>The business took credit back.</summary>
    ManualAdjustment,

    /// <summary>Consumption was undone, or what was set aside came back.</summary>
    Refund,
}

/// <summary>
/// Entries as Dodo Payments has them. What changes neither what is available nor the overage is no entry there: a grant that is yet to become effective, a capture of what was
/// taken when it was reserved, a change of terms.
/// </summary>
internal static class DodoEntry
{
    /// <summary>Does it show?</summary>
    public static bool IsVisible(EntryDraft draft) => draft.AvailableChange != 0 || draft.OverageChange is not (null or 0);

    /// <summary>Is any entry of that type?</summary>
    public static bool Occurs(DodoTransaction type) => type is not (DodoTransaction.CreditRolledOver or DodoTransaction.RolloverForfeited or DodoTransaction.AutoTopUp);

    /// <summary>What it is.</summary>
    public static DodoTransaction TypeOf(EntryDraft draft) => draft.Type switch
    {
        EntryType.Grant or EntryType.Activate => DodoTransaction.CreditAdded,
        EntryType.Apply or EntryType.Reserve => DodoTransaction.CreditDeducted,
        EntryType.Expire => DodoTransaction.CreditExpired,
        EntryType.Void => DodoTransaction.ManualAdjustment,
        EntryType.SettleOverage => draft.Settlement == OverageSettlement.Charged ? DodoTransaction.OverageCharged : DodoTransaction.OverageReset,
        _ => DodoTransaction.Refund,
    };

    /// <summary>By how much the customer is better off, in minor units: what is available less the overage.</summary>
    public static long Gain(EntryDraft draft) => draft.AvailableChange - (draft.OverageChange ?? 0);

    /// <summary>What it was about, in minor units. Credit that paid for overage makes nobody better off: then it is the credit.</summary>
    public static long AmountOf(EntryDraft draft) => Math.Abs(Gain(draft) is not 0 and var gain ? gain : draft.AvailableChange);

    /// <summary>Writes amount, balance and overage of one entry, or of several that were posted as one.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="first">The entry, or the first of them.</param>
    /// <param name="last">The same, or the last.</param>
    /// <param name="precision">Decimals of the unit.</param>
    public static void WriteAmounts(Utf8JsonWriter json, FeedEntry first, FeedEntry last, int precision)
    {
        json.WritePlainDecimal("amount"u8, AmountOf(first.Draft), precision);
        json.WritePlainDecimal("balance_before"u8, first.Totals.Available - first.Draft.AvailableChange, precision);
        json.WritePlainDecimal("balance_after"u8, last.Totals.Available, precision);
        json.WritePlainDecimal("overage_before"u8, first.Overage - (first.Draft.OverageChange ?? 0), precision);
        json.WritePlainDecimal("overage_after"u8, last.Overage, precision);
    }

    /// <summary>Writes a line of the ledger.</summary>
    public static void Write(Utf8JsonWriter json, DodoAccount at, FeedEntry entry)
    {
        var (draft, location) = (entry.Draft, at.Location);
        var (reference, kind) = Reference(draft, entry.Seq, location);
        json.WriteStartObject();
        json.WriteString("id"u8, (location with { Seq = entry.Seq }).ToString(DodoAccount.EntryPrefix));
        json.WriteString("transaction_type"u8, SnakeCase.Name(TypeOf(draft)));
        json.WriteBoolean("is_credit"u8, Gain(draft) > 0);
        WriteAmounts(json, entry, entry, at.Unit.Precision);
        json.WriteString("business_id"u8, at.Business.Id);
        json.WriteString("brand_id"u8, "brd_" + at.Business.Id);
        json.WriteString("credit_entitlement_id"u8, at.Entitlement.Id);
        json.WriteString("customer_id"u8, at.CustomerId);
        json.WriteTime("created_at"u8, draft.CreatedAt);
        json.WriteTexts("metadata"u8, draft.Metadata);
        json.WriteString("description"u8, draft.Memo);
        json.WriteString("grant_id"u8, GrantOf(draft, entry.Seq) is { } grant ? (location with { Seq = grant }).ToString(DodoAccount.GrantPrefix) : null);
        json.WriteString("reference_id"u8, reference);
        json.WriteString("reference_type"u8, kind);
        json.WriteEndObject();
    }

    /// <summary>The one grant it is about; null: it may be about several.</summary>
    public static long? GrantOf(EntryDraft draft, long seq) => draft.Type switch
    {
        EntryType.Grant => seq,
        EntryType.Activate or EntryType.Expire or EntryType.Void => draft.Moves[0].Grant,
        _ => null,
    };

    private static (string? Id, string? Type) Reference(EntryDraft draft, long seq, LocatedId location) =>
        (draft.Type == EntryType.Reserve ? seq : draft.Reservation) is { } reservation ? ((location with { Seq = reservation }).ToString(LocatedId.ReservationPrefix), "reservation")
        : draft.References?.Invoice is { } invoice ? (invoice, "invoice")
        : draft.References?.ExternalId is { } external ? (external, "external_id")
        : draft.Reverses is { } reversed ? ((location with { Seq = reversed }).ToString(DodoAccount.EntryPrefix), "ledger_entry")
        : (null, null);
}

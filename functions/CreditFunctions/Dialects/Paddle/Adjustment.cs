using System.Globalization;
using System.Text.Json;
using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects.Paddle;

/// <summary>
/// An entry as an adjustment. It is one if it changes what the customer has been credited and still has, reserved and used credit included: what was given, what became
/// effective, what was voided or expired. So the totals of all adjustments of a currency add up to its credit balance.
/// </summary>
internal sealed record Adjustment
{
    /// <summary>The action of what was given.</summary>
    public const string Credit = "credit";

    /// <summary>The action of what was taken back.</summary>
    public const string CreditReverse = "credit_reverse";

    private readonly FeedEntry entry;
    private readonly long change;
    private readonly LocatedId id;
    private readonly List<(long Grant, long Change)> items;

    private Adjustment(FeedEntry entry, List<(long Grant, long Change)> items, int shard)
    {
        (this.entry, this.items) = (entry, items);
        change = items.Sum(static item => item.Change);
        id = entry.Id(shard);
    }

    /// <summary>The customer's own id, as the business has it.</summary>
    public string Customer => entry.Account.Customer;

    /// <summary>Given, or taken back.</summary>
    public string Action => change > 0 ? Credit : CreditReverse;

    /// <summary>The transaction it belongs to: the business's own reference if that is the id of one, else one made of the id of the first grant it is about.</summary>
    public string Transaction =>
        entry.Draft.References is { } references && Array.Find([references.ExternalId, references.Invoice], static one => PaddleId.Is(one, PaddleId.Transaction)) is { } own
            ? own
            : (id with { Seq = items[0].Grant }).ToString(PaddleId.Transaction);

    /// <summary>The adjustment an entry is; null: it is none.</summary>
    public static Adjustment? Of(FeedEntry entry, int shards)
    {
        // Grant by grant: of one entry some may leave, and some only pass from one bucket that counts to another, such as what is released.
        var changes = entry.Draft.Moves.GroupBy(static move => move.Grant, static move => (Counts(move.To) ? move.Amount : 0) - (move.From is { } from && Counts(from) ? move.Amount : 0))
            .Select(static grant => (grant.Key, Change: grant.Sum())).Where(static item => item.Change != 0).ToList();
        return changes.Count == 0 ? null : new(entry, changes, Shard.Of(entry.Account.Customer, shards));
    }

    /// <summary>Writes it.</summary>
    public void Write(Utf8JsonWriter json, string customer)
    {
        var amount = change.ToString(CultureInfo.InvariantCulture);
        var draft = entry.Draft;
        json.WriteStartObject();
        json.WriteString("id"u8, id.ToString(PaddleId.Adjustment));
        json.WriteString("action"u8, Action);
        json.WriteString("type"u8, "full"u8);
        json.WriteString("transaction_id"u8, Transaction);
        json.WriteNull("subscription_id"u8);
        json.WriteString("customer_id"u8, customer);
        json.WriteString("reason"u8, draft.Memo ?? draft.Type.Name());
        if (change > 0)
        {
            json.WriteBoolean("credit_applied_to_balance"u8, true);
        }
        else
        {
            json.WriteNull("credit_applied_to_balance"u8);
        }

        json.WriteString("currency_code"u8, entry.Unit.Code);
        json.WriteString("status"u8, "approved"u8);
        json.WriteStartArray("items"u8);
        for (var at = 0; at < items.Count; at++)
        {
            WriteItem(json, at);
        }

        json.WriteEndArray();
        json.WriteStartObject("totals"u8);
        WriteTotals(json, amount);
        json.WriteString("fee"u8, "0"u8);
        json.WriteString("retained_fee"u8, "0"u8);
        json.WriteString("earnings"u8, amount);
        json.WriteString("currency_code"u8, entry.Unit.Code);
        json.WriteEndObject();
        json.WriteNull("payout_totals"u8);
        json.WriteStartArray("tax_rates_used"u8);
        json.WriteEndArray();
        json.WriteString("created_at"u8, draft.CreatedAt.ToString());
        json.WriteString("updated_at"u8, draft.CreatedAt.ToString());
        json.WriteEndObject();
    }

    private static bool Counts(Bucket bucket) => bucket is Bucket.Available or Bucket.Reserved or Bucket.Applied;

    private void WriteItem(Utf8JsonWriter json, int at)
    {
        var amount = items[at].Change.ToString(CultureInfo.InvariantCulture);
        json.WriteStartObject();
        // The first has the entry's id; an id has no room for a place among several, so those after it have one that no entry has.
        json.WriteString("id"u8, (id with { Account = id.Account ^ (ulong)at }).ToString(PaddleId.AdjustmentItem));
        json.WriteString("item_id"u8, (id with { Seq = items[at].Grant }).ToString(PaddleId.TransactionItem));
        json.WriteString("type"u8, "full"u8);
        json.WriteString("amount"u8, amount);
        json.WriteNull("proration"u8);
        json.WriteStartObject("totals"u8);
        WriteTotals(json, amount);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTotals(Utf8JsonWriter json, string amount)
    {
        json.WriteString("subtotal"u8, amount);
        json.WriteString("tax"u8, "0"u8);
        json.WriteString("total"u8, amount);
    }
}

using System.Globalization;
using System.Text.Json;
using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects.Stripe;

/// <summary>What a transaction did to a grant's balance.</summary>
internal enum TransactionKind
{
    CreditsGranted,
    CreditsApplicationInvoiceVoided,
    CreditsApplied,
    CreditsExpired,
    CreditsVoided,
}

/// <summary>Where a transaction is found again: <c>cbtxn_</c>, its entry, and its place among those of the entry.</summary>
internal readonly record struct TransactionId(LocatedId Entry, int Place)
{
    private const int EntryLength = 26;

    /// <summary>Reads an id; each has one text.</summary>
    public static bool TryParse(string text, out TransactionId id)
    {
        id = default;
        var length = StripeObjects.TransactionPrefix.Length + EntryLength;
        if (text.Length <= length + 1 || text[length] != '_' || !LocatedId.TryParse(text.AsSpan(0, length), StripeObjects.TransactionPrefix, out var entry)
            || !int.TryParse(text.AsSpan(length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var place))
        {
            return false;
        }

        id = new(entry, place);
        return id.ToString() == text;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Entry.ToString(StripeObjects.TransactionPrefix)}_{Place}");
}

/// <summary>A change of what is left of one grant: what an entry of the ledger moved of it, as far as Stripe knows of it.</summary>
internal sealed record StripeTransaction(TransactionId Id, FeedEntry Entry, TransactionKind Kind, long Grant, long Amount)
{
    /// <summary>What a transaction can show whole.</summary>
    public static readonly string[] Expandable = ["credit_grant", "credit_grant.customer", "test_clock"];

    /// <summary>What of the business's books it is about.</summary>
    public References? References { get; init; }

    /// <summary>Is it about an invoice?</summary>
    public bool HasInvoice => Kind is TransactionKind.CreditsApplied or TransactionKind.CreditsApplicationInvoiceVoided;

    /// <summary>The transactions of an entry, in the order their credit moved. What is reserved, released or becomes effective is none; what comes back to a grant that has ended is two.</summary>
    public static IReadOnlyList<StripeTransaction> Of(FeedEntry entry, int shards)
    {
        List<StripeTransaction>? all = null;
        var id = new LocatedId(Shard.Of(entry.Account.Customer, shards), entry.AccountHash, entry.Seq);
        foreach (var move in entry.Draft.Moves)
        {
            if (move.From is null)
            {
                Add(TransactionKind.CreditsGranted, move);
            }
            else if (move.From == Bucket.Applied)
            {
                Add(TransactionKind.CreditsApplicationInvoiceVoided, move);
            }

            switch (move.To)
            {
                case Bucket.Applied:
                    Add(TransactionKind.CreditsApplied, move);
                    break;
                case Bucket.Expired:
                    Add(TransactionKind.CreditsExpired, move);
                    break;
                case Bucket.Voided:
                    Add(TransactionKind.CreditsVoided, move);
                    break;
                default:
                    break;
            }
        }

        return all ?? (IReadOnlyList<StripeTransaction>)[];

        void Add(TransactionKind kind, Move move)
        {
            all ??= [];
            all.Add(new(new(id, all.Count), entry, kind, move.Grant, move.Amount) { References = entry.Draft.References });
        }
    }

    /// <summary>Writes it; with <paramref name="grant"/>, that is shown whole.</summary>
    public void Write(Utf8JsonWriter json, StripeGrant? grant, bool expandCustomer)
    {
        var draft = Entry.Draft;
        var isCredit = Kind <= TransactionKind.CreditsApplicationInvoiceVoided;
        json.WriteStartObject();
        json.WriteString("id"u8, Id.ToString());
        json.WriteString("object"u8, "billing.credit_balance_transaction"u8);
        json.WriteSeconds("created"u8, draft.CreatedAt);
        if (isCredit)
        {
            WriteMovement(json, "credit"u8, "credits_application_invoice_voided"u8);
        }
        else
        {
            json.WriteNull("credit"u8);
        }

        if (grant is null)
        {
            json.WriteString("credit_grant"u8, (Id.Entry with { Seq = Grant }).ToString(StripeObjects.GrantPrefix));
        }
        else
        {
            json.WritePropertyName("credit_grant"u8);
            grant.Write(json, expandCustomer);
        }

        if (isCredit)
        {
            json.WriteNull("debit"u8);
        }
        else
        {
            WriteMovement(json, "debit"u8, "credits_applied"u8);
        }

        json.WriteSeconds("effective_at"u8, Kind == TransactionKind.CreditsGranted ? draft.Terms!.EffectiveAt : draft.CreatedAt);
        json.WriteBoolean("livemode"u8, true);
        json.WriteNull("test_clock"u8);
        json.WriteString("type"u8, isCredit ? "credit"u8 : "debit"u8);
        json.WriteEndObject();
    }

    private void WriteMovement(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> invoice)
    {
        json.WriteStartObject(name);
        json.WriteAmount("amount"u8, Entry.Unit, Amount);
        if (HasInvoice && References is { } references and not { Invoice: null, Line: null })
        {
            json.WriteStartObject(invoice);
            json.WriteString("invoice"u8, references.Invoice);
            json.WriteString("invoice_line_item"u8, references.Line);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull(invoice);
        }

        json.WriteString("type"u8, SnakeCase.Name(Kind));
        json.WriteEndObject();
    }
}

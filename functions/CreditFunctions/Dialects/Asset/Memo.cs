using System.Buffers;
using System.Text.Json;
using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects.Asset;

/// <summary>A credit memo: a grant in the currency of the business, of whatever entitlement and made through whatever API.</summary>
/// <param name="Id">Where its grant is.</param>
/// <param name="Business">Whose.</param>
/// <param name="Customer">What Asset calls its customer.</param>
/// <param name="Grant">The grant.</param>
/// <param name="Precision">The decimals of the currency.</param>
internal sealed record Memo(LocatedId Id, string Business, string Customer, Grant Grant, int Precision)
{
    /// <summary>The most characters of a number, a memo and a user.</summary>
    public const int MaxTextLength = 255;

    /// <summary>The metadata that holds who made it.</summary>
    public const string CreatedBy = "asset.created_by";

    /// <summary>The metadata that holds its tags, as JSON.</summary>
    public const string Tags = "asset.tags";

    /// <summary>Writes it as a field, or as an item of a list.</summary>
    public void Write(Utf8JsonWriter json)
    {
        var number = Grant.Terms.ExternalNumber is { Length: > 0 } own ? own : Id.ToString(MemoId.Prefix);
        json.WriteStartObject();
        json.WriteString("id"u8, Id.ToString(MemoId.Prefix));
        json.WriteString("business_id"u8, Business);
        json.WriteString("customer_id"u8, Customer);
        json.WriteString("number"u8, number);
        json.WriteAmount("amount"u8, Grant.Totals.Granted, Precision);
        json.WriteTime("issued_at"u8, Grant.CreatedAt);
        json.WriteString("journal_entry_id"u8, Id.ToString(MemoId.EntryPrefix));
        json.WriteBoolean("voided"u8, Grant.Voided is not null);
        json.WriteString("memo"u8, Cut(Grant.Memo));
        json.WriteString("void_journal_entry_id"u8, Grant.Voided is { } voided ? (Id with { Seq = voided.Entry }).ToString(MemoId.EntryPrefix) : null);
        json.WriteTime("voided_at"u8, Grant.Voided?.At);
        json.WriteString("created_by"u8, Cut(Grant.Metadata?.GetValueOrDefault(CreatedBy)));
        json.WritePropertyName("tags"u8);
        WriteTags(json, Grant.Metadata?.GetValueOrDefault(Tags));
        json.WriteEndObject();
    }

    /// <summary>Other APIs allow longer texts than a client of this one may be made for.</summary>
    private static string? Cut(string? text) =>
        text is not { Length: > MaxTextLength } ? text : text[..(char.IsHighSurrogate(text[MaxTextLength - 1]) ? MaxTextLength - 1 : MaxTextLength)];

    private static void WriteTags(Utf8JsonWriter json, string? tags)
    {
        try
        {
            using var parsed = tags is null ? null : JsonDocument.Parse(tags);
            if (parsed?.RootElement.ValueKind == JsonValueKind.Object)
            {
                // Into a buffer first: what cannot be written leaves half of it behind.
                var bytes = new ArrayBufferWriter<byte>(tags!.Length);
                using (var buffer = new Utf8JsonWriter(bytes, WrittenJson.Options))
                {
                    parsed.RootElement.WriteTo(buffer);
                }

                json.WriteRawValue(bytes.WrittenSpan, skipInputValidation: true);
                return;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Whoever may amend a grant may have written anything there.
        }

        json.WriteStartObject();
        json.WriteEndObject();
    }
}

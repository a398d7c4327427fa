using System.Text.Json;
using CreditFunctions.Api;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Dialects.Dodo;

/// <summary>Posts credits and debits.</summary>
internal sealed class DodoLedgerEntries(DodoAccounts accounts, Committer committer)
{
    /// <summary>POST one: 201. Its idempotency key is part of the body, and a repeat is refused, not answered again.</summary>
    public async Task<IResult> PostAsync(HttpContext http)
    {
        var (account, missing) = await accounts.ReadAsync(http);
        if (account is null)
        {
            return missing!;
        }

        var (json, unreadable) = await JsonBody.ReadObjectAsync(http.Request, http.RequestAborted);
        if (json is null)
        {
            return unreadable!;
        }

        using (json)
        {
            var (body, invalid) = DodoLedgerEntryBody.Read(json.RootElement, account.Unit);
            if (body is null)
            {
                return invalid!;
            }

            // A header's key cannot hold a line's end: the own API's keys of the customer are others.
            var key = body.Key is null ? null : new IdempotencyKey(
                IdempotencyHeader.Hash($"{DodoDialect.Dialect.Name}\n{body.Key}"), IdempotencyHeader.Hash($"{http.Request.Path}\n{json.RootElement.GetRawText()}"));
            var scope = new CommitScope(account.Key, account.Unit, account.Entitlement.PolicyIn(account.Unit), account.Business.Shards);
            var answer = await committer.SubmitAsync(scope, new([body.Command]), key);
            return answer.Status switch
            {
                CommitStatus.Committed => new WrittenJson(writer => Write(writer, account, answer.Entries), StatusCodes.Status201Created),
                CommitStatus.Replayed or CommitStatus.KeyReused => new Problem(
                    StatusCodes.Status409Conflict, DodoErrors.KeyUsed, $"The idempotency_key '{Problem.Shown(body.Key!)}' was used before for this customer."),
                CommitStatus.Unknown when key is null => new Problem(
                    StatusCodes.Status503ServiceUnavailable, DodoErrors.UnsafeToRepeat,
                    "Storage did not say whether the entry was posted. Without an idempotency_key, look at the ledger before it is sent again."),
                _ => CommitProblem.Of(answer, account.CustomerId, static refusal => refusal.Field),
            };
        }
    }

    /// <summary>Writes what was posted: one entry, and after a credit that paid for overage the application that did.</summary>
    private static void Write(Utf8JsonWriter json, DodoAccount at, IReadOnlyList<Entry> entries)
    {
        var (first, last) = (entries[0], entries[^1]);
        var (draft, isCredit) = (first.Draft, first.Draft.Type == EntryType.Grant);
        json.WriteStartObject();
        json.WriteString("id"u8, (at.Location with { Seq = first.Seq }).ToString(DodoAccount.EntryPrefix));
        DodoEntry.WriteAmounts(json, Of(first), Of(last), at.Unit.Precision);
        json.WriteTime("created_at"u8, draft.CreatedAt);
        json.WriteString("credit_entitlement_id"u8, at.Entitlement.Id);
        json.WriteString("customer_id"u8, at.CustomerId);
        json.WriteString("entry_type"u8, isCredit ? DodoLedgerEntryBody.Credit : DodoLedgerEntryBody.Debit);
        json.WriteBoolean("is_credit"u8, isCredit);
        json.WriteTexts("metadata"u8, draft.Metadata);
        json.WriteString("grant_id"u8, DodoEntry.GrantOf(draft, first.Seq) is { } grant ? (at.Location with { Seq = grant }).ToString(DodoAccount.GrantPrefix) : null);
        json.WriteString("reason"u8, draft.Memo);
        json.WriteEndObject();

        FeedEntry Of(Entry entry) => new(at.Key, at.Location.Account, at.Unit, entry.Seq, entry.Draft, entry.Totals, entry.Overage);
    }
}

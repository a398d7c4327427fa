using System.Globalization;
using System.Text;
using CreditFunctions.Api;
using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Dialects.Stripe;

/// <summary>One change that a request asks for.</summary>
/// <param name="Account">The account.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Command">What is asked for.</param>
/// <param name="Form">The request's parameters.</param>
/// <param name="Refusal">Why it would be refused as things stand; a request that was done before is answered all the same.</param>
internal sealed record StripeChange(AccountKey Account, Unit Unit, Command Command, FormField Form, Problem? Refusal = null);

/// <summary>Submits changes to the ledger. A key in <c>Idempotency-Key</c> comes with one request only in the whole business; a repeat is answered as the first was.</summary>
internal sealed class StripeWrites(CreditStore store, BusinessKeys keys, Committer committer, CachedDirectory directory, TimeProvider clock)
{
    private const string Scope = "stripe";

    /// <summary>The entry of a change that was done, now or before, and its account; or the problem.</summary>
    public async Task<(Entry? Entry, AccountKey Account, Problem? Problem)> SubmitAsync(HttpContext http, StripeChange change)
    {
        var business = Caller.Of(http).Business;
        if (IdempotencyHeader.Read(http, out var keyText) is { } badKey)
        {
            return (null, change.Account, badKey);
        }

        if (keyText is null)
        {
            return change.Refusal is { } refusal ? (null, change.Account, refusal) : await CommitAsync(http, change, change.Account, null);
        }

        var (key, request) = (new BusinessKey(Scope, keyText) { IsForgotten = true }, RequestHash(http.Request, change.Form));
        // From here on nobody who goes away stops it: the key would stay claimed.
        var claim = await keys.ClaimAsync(business.Id, business.Shards, key, request, change.Account, CancellationToken.None);
        if (claim.Status != ClaimStatus.Claimed)
        {
            return (null, change.Account, claim.Status == ClaimStatus.Reused ? StripeProblems.ReusedKey(keyText) : StripeProblems.UsedKey(keyText));
        }

        var (entry, account, problem) = change.Refusal is { } refused && !await WasDoneAsync(claim)
            ? (null, claim.Account, refused)
            : await CommitAsync(http, change, claim.Account, claim.Key);
        if (problem is { Status: < StatusCodes.Status500InternalServerError })
        {
            if (!claim.IsAlone)
            {
                // The same request came before, and may yet be done as things stood then: to call it refused would be too early.
                return (null, account, StripeProblems.UsedKey(keyText));
            }

            await keys.ReleaseAsync(business.Id, business.Shards, key, claim, CancellationToken.None);
        }

        return (entry, account, problem);

        async Task<bool> WasDoneAsync(ClaimOutcome mine) =>
            await store.KeyAsync(business.Id, business.Shards, mine.Account.Customer, mine.Key!, Instant.Now(clock), CancellationToken.None) is not null;
    }

    private async Task<(Entry? Entry, AccountKey Account, Problem? Problem)> CommitAsync(HttpContext http, StripeChange change, AccountKey account, IdempotencyKey? key)
    {
        var entitlement = await directory.EntitlementAsync(account.Business, account.Entitlement, CancellationToken.None)
            ?? throw new InvalidOperationException($"An account's entitlement '{account.Entitlement}' is not there.");
        var answer = await committer.SubmitAsync(
            new(account, change.Unit, entitlement.PolicyIn(change.Unit), Caller.Of(http).Business.Shards), new([change.Command]), key);
        if (answer.Status == CommitStatus.Replayed)
        {
            StripeHeaders.Replayed(http);
        }

        return answer.Status is CommitStatus.Committed or CommitStatus.Replayed
            ? (answer.Entries[0], account, null)
            : (null, account, CommitProblem.Of(answer, account.Customer, static refusal => Parameter(refusal.Field)));
    }

    /// <summary>Stripe's name for a field of a command; null: it has none.</summary>
    private static string? Parameter(string? field) => field switch
    {
        "amount" => "amount[monetary][value]",
        "expires_at" or "effective_at" or "metadata" or "name" or "priority" => field,
        not null when field.StartsWith("metadata.", StringComparison.Ordinal) => $"metadata[{field["metadata.".Length..]}]",
        not null when field.StartsWith("applies_to", StringComparison.Ordinal) => "applicability_config[scope]",
        _ => null,
    };

    /// <summary>The hash of where a request goes and of all its parameters, in whatever order they come.</summary>
    private static string RequestHash(HttpRequest request, FormField form)
    {
        var leaves = new List<(string Path, string Text)>();
        Collect(form, leaves);
        leaves.Sort(static (a, b) => string.CompareOrdinal(a.Path, b.Path));
        var all = new StringBuilder($"{request.Method} {request.Path}\n");
        foreach (var (path, text) in leaves)
        {
            // With its length no text can pass for two parameters.
            all.Append(CultureInfo.InvariantCulture, $"{path.Length}:{path}={text.Length}:{text}\n");
        }

        return IdempotencyHeader.Hash(all.ToString());
    }

    private static void Collect(FormField field, List<(string Path, string Text)> leaves)
    {
        if (field.Text is { } text)
        {
            leaves.Add((field.Path, text));
        }

        foreach (var within in field.Fields)
        {
            Collect(within, leaves);
        }
    }
}

using CreditFunctions.Api;
using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects.Asset;

/// <summary>One credit memo: get it, void it.</summary>
internal sealed class MemoApi(MemoReading memos, Committer committer, CachedDirectory directory)
{
    /// <summary>GET it.</summary>
    public async Task<IResult> GetAsync(HttpContext http)
    {
        var (business, problem) = await BusinessPath.ReadAsync(http, directory);
        if (business is null)
        {
            return problem!;
        }

        if (http.CreditMemo(out var id) is { } badId)
        {
            return badId;
        }

        return await memos.FindAsync(business, id, http.RequestAborted) is var (row, grant) ? await AnswerAsync(http, business, id, row, grant) : Missing;
    }

    /// <summary>POST: void it, if nothing of it was used.</summary>
    public async Task<IResult> VoidAsync(HttpContext http)
    {
        var (business, problem) = await BusinessPath.ReadAsync(http, directory);
        if (business is null)
        {
            return problem!;
        }

        if (http.CreditMemo(out var id) is { } badId)
        {
            return badId;
        }

        if (UserHeader.Read(http, out var user) is { } badUser)
        {
            return badUser;
        }

        if (await memos.FindAsync(business, id, http.RequestAborted) is not var (row, grant))
        {
            return Missing;
        }

        if (grant.Voided is not null)
        {
            return AlreadyVoided;
        }

        var (key, unit) = (row.Account.Key, row.Account.Unit);
        var policy = (await directory.EntitlementAsync(business.Id, key.Entitlement, http.RequestAborted) ?? Entitlement.Default).PolicyIn(unit);
        var command = new VoidCommand(id.Seq) { OnlyIfUnused = true, Metadata = UserHeader.Metadata(user) };
        var answer = await committer.SubmitAsync(new(key, unit, policy, business.Shards), new([command]), null);
        if (answer.Status == CommitStatus.Unknown)
        {
            return OutcomeUnknown;
        }

        if (answer.Status != CommitStatus.Committed && answer.Refusal is null)
        {
            return CommitProblem.Of(answer, key.Customer, static _ => null);
        }

        (row, grant) = await memos.FindAsync(business, id, http.RequestAborted) ?? throw new InvalidOperationException($"Grant {id.Seq} was there, and grants stay.");
        return answer.Refusal is null ? await AnswerAsync(http, business, id, row, grant)
            : grant.Voided is not null ? AlreadyVoided
            : grant.Totals.Applied + grant.Totals.Reserved > 0 ? AssetErrors.Unprocessable("Some of the credit memo is applied; only one that is unused can be voided")
            : AssetErrors.Unprocessable("Nothing of the credit memo is left to void");
    }

    private static Problem Missing => AssetErrors.NotFound("Credit memo not found");

    /// <summary>It takes no key: a memo that was voided is not voided twice.</summary>
    private static Problem OutcomeUnknown =>
        new(StatusCodes.Status503ServiceUnavailable, "outcome_unknown", "Storage did not say whether the credit memo was voided; get it, or void it again, to find out") { RetryAfter = 1 };

    private static Problem AlreadyVoided => AssetErrors.Unprocessable("The credit memo is already voided");

    private async Task<IResult> AnswerAsync(HttpContext http, Business business, LocatedId id, AccountRow row, Grant grant)
    {
        var memo = await memos.ShowAsync(business, id, row, grant, http.RequestAborted);
        return new WrittenJson(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("data"u8);
            memo.Write(json);
            json.WriteEndObject();
        });
    }
}

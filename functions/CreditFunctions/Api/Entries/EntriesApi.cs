using System.Globalization;
using CreditFunctions.Api.Credits;
using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Api.Entries;

/// <summary>The ledger of an account: read it, and post commands to it.</summary>
internal sealed class EntriesApi(CreditStore store, Committer committer, CreditsApi credits, CachedDirectory directory, TimeProvider clock)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 1000;

    /// <summary>GET a page, newest first. Effects of time that are due come first, whether or not they were written down.</summary>
    public async Task<IResult> ListAsync(HttpContext http)
    {
        var (path, problem) = await AccountPath.ReadAsync(http, directory);
        problem ??= http.QueryLimit(DefaultLimit, MaxLimit, out _);
        if (path is null || problem is not null)
        {
            return problem!;
        }

        _ = http.QueryLimit(DefaultLimit, MaxLimit, out var limit);
        if (!TryReadCursor(http, out var from))
        {
            return Problem.Invalid(new FieldProblem("cursor", "cursor must be a next_cursor of an earlier page."));
        }

        var row = await store.AccountAsync(path.Key, path.Business.Shards, http.RequestAborted);
        if (row is null)
        {
            return await credits.MissingAsync(path, http.RequestAborted);
        }

        var entries = DueEntries(path, row.Account).Where(entry => entry.Seq <= from).Take(limit).ToList();
        if (entries.Count < limit)
        {
            var stored = await store.EntriesAsync(path.Key, path.Business.Shards, Math.Min(from, row.Account.Seq), limit - entries.Count, http.RequestAborted);
            entries.AddRange(stored.Select(entry => EntryRendering.Render(path, entry.Entry)));
        }

        var next = entries.Count > 0 && entries[^1].Seq > 1 ? (entries[^1].Seq - 1).ToString(CultureInfo.InvariantCulture) : null;
        return new JsonAnswer<EntriesAnswer>(new(entries, next), ApiJson.Readable.EntriesAnswer);
    }

    /// <summary>POST commands: 201 with their entries, all or none.</summary>
    public async Task<IResult> PostAsync(HttpContext http)
    {
        var (path, problem) = await AccountPath.ReadAsync(http, directory);
        if (path is null)
        {
            return problem!;
        }

        var (json, unreadable) = await JsonBody.ReadObjectAsync(http.Request, http.RequestAborted);
        if (json is null)
        {
            return unreadable!;
        }

        using (json)
        {
            var (commands, problems) = CommandParsing.Parse(json.RootElement, path);
            if (IdempotencyHeader.Read(http, out var keyText) is { } badKey)
            {
                problems = [.. problems, .. badKey.Fields];
            }

            if (problems.Count > 0)
            {
                return Problem.Invalid(problems);
            }

            // The key's scope is the customer, so the request's hash covers the account as well as the body.
            var key = keyText is null ? null : new IdempotencyKey(IdempotencyHeader.Hash(keyText), IdempotencyHeader.Hash($"{http.Request.Path}\n{json.RootElement.GetRawText()}"));
            var answer = await committer.SubmitAsync(new(path.Key, path.Unit, path.Entitlement.PolicyIn(path.Unit), path.Business.Shards), new(commands), key);
            return Answer(http, path, answer, CommandParsing.IsList(json.RootElement));
        }
    }

    private static IResult Answer(HttpContext http, AccountPath path, CommitAnswer answer, bool isList)
    {
        if (answer.Status is not (CommitStatus.Committed or CommitStatus.Replayed))
        {
            return CommitProblem.Of(answer, path.Key.Customer, refusal => CommandParsing.Field(isList ? refusal.Command : null, refusal.Field));
        }

        if (answer.Status == CommitStatus.Replayed)
        {
            http.Response.Headers["Idempotent-Replayed"] = "true";
        }

        var posted = new PostedAnswer([.. answer.Entries.Select(entry => EntryRendering.Render(path, entry))]);
        return new JsonAnswer<PostedAnswer>(posted, ApiJson.Readable.PostedAnswer, StatusCodes.Status201Created);
    }

    private List<EntryAnswer> DueEntries(AccountPath path, Account account)
    {
        var now = Instant.Later(Instant.Now(clock), account.UpdatedAt);
        var due = Settlement.Effects(account, now)
            .Select(effect => EntryRendering.Render(path, effect.After.Seq, null, effect.Draft, effect.After.Totals, effect.After.Overage)).ToList();
        due.Reverse();
        return due;
    }

    private static bool TryReadCursor(HttpContext http, out long from)
    {
        from = long.MaxValue;
        return !http.Request.Query.TryGetValue("cursor", out var text)
            || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out from) && from > 0);
    }
}

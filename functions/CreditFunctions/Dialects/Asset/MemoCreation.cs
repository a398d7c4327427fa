using System.Text.Json;
using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects.Asset;

/// <summary>
/// Makes credit memos, each for itself: some may be made and others not. A memo's number is claimed for the whole business before the grant is committed under it, so a
/// list that is sent again makes none twice.
/// </summary>
internal sealed class MemoCreation(
    CreditStore store, BusinessKeys keys, Committer committer, DialectCustomers customers, CachedDirectory directory, TimeProvider clock)
{
    private const int MaxMemos = 100;
    private const int AtOnce = 16;
    private const string NumberScope = "asset-memo";
    private const string NumberTaken = "number already exists";
    private const string Unavailable = "Service unavailable; nothing was changed";

    /// <summary>POST a list: 200 with the memos that were made, and why the others were not.</summary>
    public async Task<IResult> CreateAsync(HttpContext http)
    {
        var (business, problem) = await BusinessPath.ReadAsync(http, directory);
        if (business is null)
        {
            return problem!;
        }

        if (UserHeader.Read(http, out var user) is { } badUser)
        {
            return badUser;
        }

        var (body, unreadable) = await JsonBody.ReadArrayAsync(http.Request, http.RequestAborted);
        if (body is null)
        {
            return unreadable!;
        }

        using (body)
        {
            var (requests, wrong) = Read(body.RootElement);
            return wrong.Count > 0 ? AssetErrors.Invalid(wrong) : await CreateAsync(business, requests, user, http.RequestAborted);
        }
    }

    private (List<MemoRequest> Requests, List<FieldProblem> Wrong) Read(JsonElement list)
    {
        var (requests, wrong) = (new List<MemoRequest>(), new List<FieldProblem>());
        if (list.GetArrayLength() > MaxMemos)
        {
            wrong.Add(new("body", $"There are {list.GetArrayLength()} credit memos; at most {MaxMemos} are allowed."));
            return (requests, wrong);
        }

        var now = Instant.Now(clock);
        foreach (var (at, item) in list.EnumerateArray().Index())
        {
            if (MemoRequest.Read(item, $"body.{at}", now, wrong) is { } request)
            {
                requests.Add(request);
            }
        }

        return (requests, wrong);
    }

    private async Task<IResult> CreateAsync(Business business, List<MemoRequest> requests, string? user, CancellationToken cancellationToken)
    {
        var entitlement = await directory.EntitlementAsync(business.Id, Entitlement.DefaultId, cancellationToken) ?? Entitlement.Default;
        if (!entitlement.Admits(business.HomeCurrency, out var unit))
        {
            return AssetErrors.Unprocessable($"The entitlement '{entitlement.Id}' does not admit {business.HomeCurrency}, the currency of the business");
        }

        var drafts = requests.ConvertAll(request => new MemoDraft(request));
        foreach (var repeated in drafts.GroupBy(draft => draft.Request.Number, StringComparer.Ordinal).SelectMany(same => same.Skip(1)))
        {
            repeated.Error = NumberTaken;
        }

        // From here on a caller that goes away stops nothing: what it asked for is done or not, but not left half done.
        await EachAsync(drafts, draft => PrepareAsync(business, unit, user, draft));
        // A claim is good for a short time only: all that takes long comes before the first of them.
        await EachAsync(drafts, draft => ClaimAsync(business, draft));
        await Task.WhenAll(drafts.Where(draft => draft.Error is null).GroupBy(draft => draft.Account).Select(
            ofAccount => CommitAsync(new(ofAccount.Key, unit, entitlement.PolicyIn(unit), business.Shards), [.. ofAccount])));
        if (drafts.Find(draft => draft.Outage is not null) is { } struck && drafts.TrueForAll(draft => draft.Made is null))
        {
            throw struck.Outage!;
        }

        return new WrittenJson(json => Write(json, business, unit, drafts));
    }

    /// <summary>All that is looked up: the customer, the amount, whether the number is taken.</summary>
    private async Task PrepareAsync(Business business, Unit unit, string? user, MemoDraft draft)
    {
        var request = draft.Request;
        draft.Error = NumberAmount.TryParse(request.Amount, unit.Precision, out var amount) switch
        {
            AmountParse.Read => null,
            AmountParse.TooLarge => "amount is more than the ledger can count",
            _ => $"amount has more decimals than {unit.Code} has, which is {unit.Precision}",
        };
        if (draft.Error is not null)
        {
            return;
        }

        if (await customers.FindAsync(business, AssetDialect.Dialect, request.Customer, CancellationToken.None) is not { } customer)
        {
            draft.Error = "Customer not found";
            return;
        }

        draft.Customer = DialectCustomers.IdOf(customer.Customer, AssetDialect.Dialect);
        draft.Command = Command(request, amount, user);
        if (CommandRules.Broken(draft.Command) is { } broken)
        {
            draft.Error = broken.Field == $"metadata.{Memo.Tags}" ? $"tags have more than {Limits.MetadataValueLength} characters as JSON" : broken.Detail;
            return;
        }

        (draft.Account, draft.Number) = (new(business.Id, customer.Customer.Id, Entitlement.DefaultId, unit.Code), new(NumberScope, request.Number));
        draft.Error = await IsTakenAsync(business, draft.Number) ? NumberTaken : null;
    }

    private static GrantCommand Command(MemoRequest request, long amount, string? user)
    {
        var metadata = UserHeader.Metadata(user);
        if (request.Tags is { } tags)
        {
            metadata ??= new(StringComparer.Ordinal);
            metadata.Add(Memo.Tags, tags);
        }

        return new(amount) { ExternalNumber = request.Number, Memo = request.Memo, CreatedAt = request.IssuedAt, Metadata = metadata };
    }

    private async Task ClaimAsync(Business business, MemoDraft draft)
    {
        draft.Claim = await keys.ClaimAsync(
            business.Id, business.Shards, draft.Number!, IdempotencyHeader.Hash($"{draft.Account.Customer}\n{draft.Request.Json}"), draft.Account, CancellationToken.None);
        draft.Error = draft.Claim.Status switch
        {
            ClaimStatus.Claimed => null,
            ClaimStatus.Reused => NumberTaken,
            _ => "number is in use by another request that is under way; try again",
        };
    }

    /// <summary>Is there a memo of that number? The record of its key says so by point reads for some months, the memo itself for ever.</summary>
    private async Task<bool> IsTakenAsync(Business business, BusinessKey number) =>
        await keys.HolderAsync(business.Id, business.Shards, number, CancellationToken.None) is { } holder
        && (await store.KeyAsync(business.Id, business.Shards, holder.Customer, new(number.Hash, ""), Instant.Now(clock), CancellationToken.None) is not null
            || await HasMemoAsync(business, holder, number.Key));

    private async Task<bool> HasMemoAsync(Business business, AccountKey account, string number)
    {
        if (await store.AccountAsync(account, business.Shards, CancellationToken.None) is { } row)
        {
            await foreach (var grant in store.GrantsAsync(row, business.Shards, long.MaxValue, CancellationToken.None))
            {
                if (string.Equals(grant.Terms.ExternalNumber, number, StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private async Task CommitAsync(CommitScope scope, IReadOnlyList<MemoDraft> drafts)
    {
        var answers = committer.SubmitInOrder(scope, [.. drafts.Select(draft => (new CommandSet([draft.Command!]), draft.Claim!.Key))]);
        foreach (var (draft, answer) in drafts.Zip(answers))
        {
            await draft.TryAsync(async () => Finish(draft, await answer));
            if (draft.Error is not null && draft.MayRelease)
            {
                await keys.ReleaseAsync(scope.Key.Business, scope.Shards, draft.Number!, draft.Claim!, CancellationToken.None);
            }
        }
    }

    private static void Finish(MemoDraft draft, CommitAnswer answer)
    {
        if (answer.Status == CommitStatus.Committed)
        {
            draft.Made = answer.Entries.First(entry => entry.Draft.Type == EntryType.Grant);
            return;
        }

        draft.MayRelease = answer.Status is CommitStatus.Refused or CommitStatus.CustomerMissing or CommitStatus.Contended;
        draft.Error = answer.Status switch
        {
            CommitStatus.Replayed or CommitStatus.KeyReused => NumberTaken,
            CommitStatus.Refused => answer.Refusal!.Detail,
            CommitStatus.CustomerMissing => "Customer not found",
            CommitStatus.Contended => "Too many writers want the same customer's credit at once; nothing was changed, try again",
            _ => "Storage did not say whether it was done; send it again to find out",
        };
    }

    private static void Write(Utf8JsonWriter json, Business business, Unit unit, List<MemoDraft> drafts)
    {
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        foreach (var draft in drafts)
        {
            draft.ToMemo(business, unit)?.Write(json);
        }

        json.WriteEndArray();
        json.WriteStartArray("errors"u8);
        foreach (var draft in drafts)
        {
            if (draft.Error is { } error)
            {
                json.WriteStartObject();
                json.WriteString("error"u8, error);
                json.WriteString("number"u8, draft.Request.Number);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Task EachAsync(List<MemoDraft> drafts, Func<MemoDraft, Task> work) => Parallel.ForEachAsync(
        drafts.Where(draft => draft.Error is null), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (draft, _) => await draft.TryAsync(() => work(draft)));

    /// <summary>A memo on its way.</summary>
    private sealed class MemoDraft(MemoRequest request)
    {
        public MemoRequest Request => request;

        /// <summary>Why it is not made; null: it is, or may yet be.</summary>
        public string? Error { get; set; }

        /// <summary>What kept storage from answering.</summary>
        public StorageException? Outage { get; private set; }

        public string? Customer { get; set; }

        public AccountKey Account { get; set; }

        public GrantCommand? Command { get; set; }

        public BusinessKey? Number { get; set; }

        public ClaimOutcome? Claim { get; set; }

        /// <summary>Is it certain that nothing was done under its number?</summary>
        public bool MayRelease { get; set; }

        /// <summary>The entry that made it.</summary>
        public Entry? Made { get; set; }

        /// <summary>Does a part of the work; an outage is this memo's error.</summary>
        public async Task TryAsync(Func<Task> work)
        {
            try
            {
                await work();
            }
            catch (StorageException exception)
            {
                // One that comes from the commit says that nothing was done.
                (Outage, Error, MayRelease) = (exception, Unavailable, true);
            }
        }

        public Memo? ToMemo(Business business, Unit unit)
        {
            if (Made is not { } entry)
            {
                return null;
            }

            var draft = entry.Draft;
            var grant = new Grant(entry.Seq, draft.Terms!, draft.CreatedAt, new(0, draft.Amount, 0, 0, 0, 0), draft.Memo, draft.Metadata);
            return new(new(Shard.Of(Account.Customer, business.Shards), Account.Hash, entry.Seq), business.Id, Customer!, grant, unit.Precision);
        }
    }
}

using System.Collections.Immutable;
using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Dialects.Stripe;

/// <summary>Grants one by one: made, read and changed. An answer to a change is what the grant was by it, so that a repeat gives the same.</summary>
internal sealed class StripeGrantsApi(StripeLedger ledger, StripeWrites writes, CreditStore store, CachedDirectory directory, TimeProvider clock)
{
    private const string Config = "applicability_config";
    private const string Scope = "scope";
    private const int LowestPriority = Limits.MaxPriority;

    private static readonly string[] ToCreate =
    [
        "customer", "customer_account", "amount[type]", "amount[monetary][currency]", "amount[monetary][value]", "category", "effective_at", "expires_at", "name", "priority",
        "metadata[*]", "expand[]", .. StripeScope.Parameters($"{Config}[{Scope}]"),
    ];

    private static readonly string[] ToUpdate = ["expires_at", "metadata[*]", "expand[]"];
    private static readonly string[] ToExpand = ["expand[]"];

    /// <summary>POST a new grant.</summary>
    public async Task<IResult> CreateAsync(HttpContext http)
    {
        var (form, problem) = await FormReading.ReadAsync(http.Request);
        if (problem is not null)
        {
            return problem;
        }

        var fields = new StripeFields(form);
        fields.Allow(ToCreate);
        var command = Command(fields, out var currency);
        var expand = fields.Expand(StripeGrant.Expandable);
        var business = Caller.Of(http).Business;
        var entitlement = await directory.EntitlementAsync(business.Id, Entitlement.DefaultId, http.RequestAborted) ?? Entitlement.Default;
        if (!entitlement.Admits(currency, out var unit) && currency.Length > 0)
        {
            fields.Refuse(StripeProblems.Invalid("amount[monetary][currency]", $"Invalid currency: {Problem.Shown(currency)}. Allowed are the currencies of ISO 4217."));
        }

        var (customer, noCustomer) = await ledger.RequiredCustomerAsync(business, fields, http.RequestAborted);
        if (customer is null)
        {
            return noCustomer!;
        }

        var refusal = command.EffectiveAt <= Instant.Now(clock) ? StripeProblems.Invalid("effective_at", "effective_at must be in the future; leave it out to have the grant effective now.") : null;
        var (entry, account, refused) = await writes.SubmitAsync(http, new(new(business.Id, customer.Customer.Id, entitlement.Id, unit.Code), unit, command, form, refusal));
        if (entry is null)
        {
            return refused!;
        }

        var owner = account.Customer == customer.Customer.Id ? customer : await store.CustomerAsync(business.Id, business.Shards, account.Customer, CancellationToken.None);
        var draft = entry.Draft;
        var made = new Grant(entry.Seq, draft.Terms!, draft.CreatedAt, default(Totals).Enter(Bucket.Available, draft.Amount), draft.Memo, draft.Metadata);
        return Answer(StripeLedger.Shown(business, Account.Empty(account, unit), made, owner!.Customer), expand);
    }

    /// <summary>GET a grant.</summary>
    public async Task<IResult> GetAsync(HttpContext http)
    {
        var (grant, _, expand, problem) = await FindAsync(http, ToExpand);
        return grant is null ? problem! : Answer(grant, expand);
    }

    /// <summary>POST a grant's new expiry or metadata.</summary>
    public async Task<IResult> UpdateAsync(HttpContext http)
    {
        var (grant, form, expand, problem) = await FindAsync(http, ToUpdate);
        if (grant is null)
        {
            return problem!;
        }

        var fields = new StripeFields(form);
        var (expiresAt, changes) = (fields.Time("expires_at"), fields.Metadata());
        if (fields.Problem is not null)
        {
            return fields.Problem;
        }

        var command = new AmendCommand(grant.Id.Seq)
        {
            ExpiresAt = expiresAt,
            NeverExpires = expiresAt is null && fields.Has("expires_at"),
            MetadataChanges = changes,
            Metadata = changes is null && fields.Has("metadata") ? new Dictionary<string, string>(StringComparer.Ordinal) : null,
        };
        var refusal = grant.Grant.Voided is not null ? StripeProblems.Invalid(null, "This credit grant is voided; it can no longer be updated.")
            : grant.Grant.Terms.ExpiresAt <= Instant.Now(clock) ? StripeProblems.Invalid(null, "This credit grant has expired; it can no longer be updated.")
            : null;
        if (command is { ExpiresAt: null, NeverExpires: false, MetadataChanges: null, Metadata: null })
        {
            return refusal is null ? Answer(grant, expand) : refusal;
        }

        return await ChangeAsync(http, grant, command, form, expand, refusal);
    }

    /// <summary>POST that a grant ends now.</summary>
    public async Task<IResult> ExpireAsync(HttpContext http)
    {
        var (grant, form, expand, problem) = await FindAsync(http, ToExpand);
        return grant is null ? problem! : await ChangeAsync(http, grant, new ExpireCommand(grant.Id.Seq), form, expand);
    }

    /// <summary>POST that a grant is taken back.</summary>
    public async Task<IResult> VoidAsync(HttpContext http)
    {
        var (grant, form, expand, problem) = await FindAsync(http, ToExpand);
        return grant is null ? problem! : await ChangeAsync(http, grant, new VoidCommand(grant.Id.Seq) { OnlyIfUnused = true }, form, expand);
    }

    private static GrantCommand Command(StripeFields fields, out string currency)
    {
        fields.Need("amount");
        _ = fields.RequiredOneOf(["amount", "type"], "monetary");
        fields.Need("amount", "monetary");
        currency = fields.Required("amount", "monetary", "currency").ToUpperInvariant();
        _ = fields.Required("amount", "monetary", "value");
        var value = fields.Integer(["amount", "monetary", "value"], 1, long.MaxValue);
        var scope = StripeScope.Read(fields, Config, Scope);
        var name = fields.Text("name");
        if (name?.Length > Limits.GrantNameLength)
        {
            fields.Refuse(StripeProblems.Invalid("name", $"Invalid string: name has {name.Length} characters; at most {Limits.GrantNameLength} are allowed."));
        }

        var expiresAt = fields.Time("expires_at");
        return new(value ?? 0)
        {
            AppliesTo = scope,
            Category = fields.Text("category") is not null && fields.RequiredOneOf(["category"], "paid", "promotional") == "promotional" ? GrantCategory.Promotional : GrantCategory.Paid,
            EffectiveAt = fields.Time("effective_at"),
            ExpiresAt = expiresAt,
            // Without an expiry Stripe's grants never expire, whatever the entitlement would have.
            NeverExpires = expiresAt is null,
            Name = name,
            Priority = (int)(fields.Integer(["priority"], 0, LowestPriority) ?? GrantTerms.DefaultPriority),
            Metadata = fields.Metadata()?.Where(static pair => pair.Value is not null).ToDictionary(static pair => pair.Key, static pair => pair.Value!, StringComparer.Ordinal),
        };
    }

    /// <summary>The grant in the path, and the request's parameters.</summary>
    private async Task<(StripeGrant? Grant, FormField Form, IReadOnlySet<string> Expand, Problem? Problem)> FindAsync(HttpContext http, string[] known)
    {
        var (form, problem) = await FormReading.ReadAsync(http.Request);
        if (problem is not null)
        {
            return (null, form, ImmutableHashSet<string>.Empty, problem);
        }

        var fields = new StripeFields(form);
        fields.Allow(known);
        var expand = fields.Expand(StripeGrant.Expandable);
        var id = (string)http.Request.RouteValues["id"]!;
        var grant = fields.Problem is null ? await ledger.GrantAsync(Caller.Of(http).Business, id, http.RequestAborted) : null;
        return (grant, form, expand, fields.Problem ?? (grant is null ? StripeProblems.NoSuchAtPath("credit grant", id) : null));
    }

    private async Task<IResult> ChangeAsync(HttpContext http, StripeGrant before, Command command, FormField form, IReadOnlySet<string> expand, Problem? refusal = null)
    {
        var (entry, _, problem) = await writes.SubmitAsync(http, new(before.Account, before.Unit, command, form, refusal));
        if (entry is null)
        {
            return problem!;
        }

        var (draft, grant) = (entry.Draft, before.Grant);
        var after = grant with
        {
            Terms = draft.Amended?.Terms ?? grant.Terms,
            Metadata = draft.Amended is { } amended ? amended.Metadata : grant.Metadata,
            UpdatedAt = draft.CreatedAt,
            Voided = draft.Type == EntryType.Void ? new(entry.Seq, draft.CreatedAt) : null,
        };
        return Answer(before with { Grant = after }, expand);
    }

    private static WrittenJson Answer(StripeGrant grant, IReadOnlySet<string> expand) => new(json => grant.Write(json, expand.Contains("customer")));
}

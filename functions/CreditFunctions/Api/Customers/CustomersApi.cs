using System.Text.Json;
using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Api.Customers;

/// <summary>Customers: put, get, delete, list.</summary>
internal sealed class CustomersApi(CreditStore store, CustomerStore customers)
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;
    private const int MaxAccountsShown = 5;

    /// <summary>GET one.</summary>
    public async Task<IResult> GetAsync(HttpContext http)
    {
        var business = Caller.Of(http).Business;
        if (http.PathId("customer_id", out var id) is { } problem)
        {
            return problem;
        }

        var row = await store.CustomerAsync(business.Id, business.Shards, id, http.RequestAborted);
        return row is null ? Missing(id) : new JsonAnswer<CustomerAnswer>(CustomerAnswer.Of(row.Customer), ApiJson.Readable.CustomerAnswer);
    }

    /// <summary>PUT one: 201 if it is new, 200 if it was there.</summary>
    public async Task<IResult> PutAsync(HttpContext http)
    {
        var business = Caller.Of(http).Business;
        if (http.PathId("customer_id", out var id) is { } badId)
        {
            return badId;
        }

        var (json, unreadable) = await JsonBody.ReadObjectAsync(http.Request, http.RequestAborted);
        if (json is null)
        {
            return unreadable!;
        }

        using (json)
        {
            if (Read(json.RootElement, out var details) is { } wrong)
            {
                return wrong;
            }

            var (outcome, customer, taken, _) = await customers.PutAsync(business.Id, business.Shards, id, details, http.RequestAborted);
            return customer is not null
                ? new JsonAnswer<CustomerAnswer>(
                    CustomerAnswer.Of(customer), ApiJson.Readable.CustomerAnswer, outcome == CustomerOutcome.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK)
                : taken is not null ? Taken(taken) : Contention.Problem;
        }
    }

    /// <summary>DELETE one that never had credit: 204.</summary>
    public async Task<IResult> DeleteAsync(HttpContext http)
    {
        var business = Caller.Of(http).Business;
        if (http.PathId("customer_id", out var id) is { } problem)
        {
            return problem;
        }

        var result = await customers.DeleteAsync(business.Id, business.Shards, id, http.RequestAborted);
        return result.Outcome switch
        {
            CustomerOutcome.Deleted => TypedResults.NoContent(),
            CustomerOutcome.Missing => Missing(id),
            CustomerOutcome.HasCredit => HasCredit(id, result.Accounts!),
            _ => Contention.Problem,
        };
    }

    /// <summary>
    /// GET a page, or the one customer with an external id. Customers come shard by shard, so that a page costs what it shows however many there are.
    /// </summary>
    public async Task<IResult> ListAsync(HttpContext http)
    {
        var business = Caller.Of(http).Business;
        if (http.QueryLimit(DefaultLimit, MaxLimit, out var limit) is { } badLimit)
        {
            return badLimit;
        }

        if (http.Request.Query.TryGetValue("external_id", out var externalId))
        {
            return await FindAsync(http, business, externalId.ToString());
        }

        var after = (string?)http.Request.Query["cursor"];
        if (after is not null && !Id.IsValid(after))
        {
            return Problem.Invalid(new FieldProblem("cursor", "cursor must be a next_cursor of an earlier page."));
        }

        var page = new List<CustomerAnswer>();
        for (var shard = after is null ? 0 : Shard.Of(after, business.Shards); shard < business.Shards; shard++, after = null)
        {
            await foreach (var row in store.CustomersAsync(business.Id, shard, after, Math.Min(limit + 1, MaxLimit), http.RequestAborted))
            {
                if (page.Count == limit)
                {
                    return Page(page, page[^1].CustomerId);
                }

                page.Add(CustomerAnswer.Of(row.Customer));
            }
        }

        return Page(page, null);
    }

    /// <summary>The problem of a customer that is not there.</summary>
    public static Problem Missing(string id) => Problem.NotFound("customer_not_found", "customer_id", $"There is no customer '{id}'.");

    /// <summary>The problem of an external id that another customer has.</summary>
    public static Problem Taken(TakenExternalId taken)
    {
        var detail = $"external_ids.{taken.Id.System} is '{Problem.Shown(taken.Id.Value)}', which customer '{taken.Customer}' has; no two customers have the same.";
        return new(StatusCodes.Status409Conflict, "external_id_taken", detail) { Fields = [new($"external_ids.{taken.Id.System}", detail)] };
    }

    /// <summary>Reads what a body says of a customer; the problem, or null and the details.</summary>
    public static Problem? Read(JsonElement json, out CustomerDetails details)
    {
        var (body, problems) = JsonBody.Bind(json, ApiJson.Readable.CustomerBody);
        problems = body is null ? problems : [.. Check(body)];
        details = new(body?.Name, body?.Email, body?.Metadata);
        details = body?.ExternalIds is null ? details : details with { ExternalIds = body.ExternalIds };
        return problems.Count > 0 ? Problem.Invalid(problems) : null;
    }

    private async Task<IResult> FindAsync(HttpContext http, Business business, string text)
    {
        if (!ExternalId.TryParse(text, out var id))
        {
            return Problem.Invalid(new FieldProblem(
                "external_id", $"external_id is '{Problem.Shown(text)}'; allowed is system:id, the system {ExternalId.SystemRule}, the id {ExternalId.ValueRule}."));
        }

        if (http.Request.Query.ContainsKey("cursor"))
        {
            return Problem.Invalid(new FieldProblem("cursor", "cursor cannot be used together with external_id, which at most one customer has."));
        }

        var row = await customers.FindAsync(business.Id, business.Shards, id, http.RequestAborted);
        // Given twice, it comes from the Functions host as one.
        return row is null && text.Contains(',', StringComparison.Ordinal) && text.Split(',').All(static part => ExternalId.TryParse(part, out _))
            ? Problem.Invalid(new FieldProblem("external_id", $"external_id is '{Problem.Shown(text)}', which no customer has; one can be asked for."))
            : Page(row is null ? [] : [CustomerAnswer.Of(row.Customer)], null);
    }

    private static Problem HasCredit(string id, IReadOnlyList<(string Entitlement, string Unit)> accounts)
    {
        var shown = string.Join(", ", accounts.Take(MaxAccountsShown).Select(account => $"{account.Entitlement}/{account.Unit}"));
        var more = accounts.Count > MaxAccountsShown ? $" and {accounts.Count - MaxAccountsShown} more" : "";
        var detail = $"Customer '{id}' has or had credit in {shown}{more}; that history stays, and so does the customer.";
        return new(StatusCodes.Status409Conflict, "customer_has_credit", detail) { Fields = [new("customer_id", detail)] };
    }

    private static JsonAnswer<CustomersAnswer> Page(List<CustomerAnswer> customers, string? cursor) => new(new(customers, cursor), ApiJson.Readable.CustomersAnswer);

    private static IEnumerable<FieldProblem> Check(CustomerBody body)
    {
        if (body.Name?.Length > Customer.MaxNameLength)
        {
            yield return new("name", $"name has {body.Name.Length} characters; at most {Customer.MaxNameLength} are allowed.");
        }

        if (body.Email?.Length > Customer.MaxEmailLength || (body.Email is { } email && !email.Contains('@', StringComparison.Ordinal)))
        {
            yield return new("email", $"email must hold an @ and at most {Customer.MaxEmailLength} characters.");
        }

        foreach (var broken in new[] { CommandRules.BrokenMetadata(body.Metadata), ExternalId.Broken(body.ExternalIds) })
        {
            if (broken is not null)
            {
                yield return new(broken.Field!, broken.Detail);
            }
        }
    }
}

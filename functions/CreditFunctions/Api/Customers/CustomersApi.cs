using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Api.Customers;

/// <summary>Customers: put, get, list.</summary>
internal sealed class CustomersApi(CreditStore store, CustomerStore customers)
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

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
            var (body, problems) = JsonBody.Bind(json.RootElement, ApiJson.Readable.CustomerBody);
            problems = body is null ? problems : [.. Check(body)];
            if (body is null || problems.Count > 0)
            {
                return Problem.Invalid(problems);
            }

            var (outcome, customer) = await customers.PutAsync(business.Id, business.Shards, id, body.Name, body.Email, body.Metadata, http.RequestAborted);
            return customer is null
                ? Contention.Problem
                : new JsonAnswer<CustomerAnswer>(
                    CustomerAnswer.Of(customer), ApiJson.Readable.CustomerAnswer, outcome == CustomerPut.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK);
        }
    }

    /// <summary>GET a page. Customers come shard by shard, so that a page costs what it shows however many there are.</summary>
    public async Task<IResult> ListAsync(HttpContext http)
    {
        var business = Caller.Of(http).Business;
        if (http.QueryLimit(DefaultLimit, MaxLimit, out var limit) is { } badLimit)
        {
            return badLimit;
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

    private static JsonAnswer<CustomersAnswer> Page(List<CustomerAnswer> customers, string? cursor) => new(new(customers, cursor), ApiJson.Readable.CustomersAnswer);

    /// <summary>What is out of bounds in a body.</summary>
    public static IEnumerable<FieldProblem> Check(CustomerBody body)
    {
        if (body.Name?.Length > Customer.MaxNameLength)
        {
            yield return new("name", $"name has {body.Name.Length} characters; at most {Customer.MaxNameLength} are allowed.");
        }

        if (body.Email?.Length > Customer.MaxEmailLength || (body.Email is { } email && !email.Contains('@', StringComparison.Ordinal)))
        {
            yield return new("email", $"email must hold an @ and at most {Customer.MaxEmailLength} characters.");
        }

        if (CommandRules.BrokenMetadata(body.Metadata) is { } broken)
        {
            yield return new(broken.Field!, broken.Detail);
        }
    }
}

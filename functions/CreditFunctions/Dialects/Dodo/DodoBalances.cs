using System.Text.Json;
using CreditFunctions.Api.Reports;
using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects.Dodo;

/// <summary>Balances: of a customer in an entitlement, of an entitlement over all customers, of a customer over all entitlements.</summary>
internal sealed class DodoBalances(DodoAccounts accounts, DialectCustomers customers, CreditStore store, ReportSource source, ReportReader reader)
{
    private static readonly ReportColumn CreatedAt = CreditBalances.Definition.Columns.Single(static column => column.Key == "created_at");

    /// <summary>GET one.</summary>
    public async Task<IResult> GetAsync(HttpContext http)
    {
        var (account, problem) = await accounts.ReadAsync(http);
        return account is null ? problem!
            : account.Row is not { } row ? DodoErrors.NotFound($"Customer '{account.CustomerId}' has no balance in credit entitlement '{account.Entitlement.Id}'.")
            : new WrittenJson(json => DodoBalance.Write(json, DodoBalance.Of(account, customers.Settled(row.Account))));
    }

    /// <summary>GET a page of an entitlement's, newest first.</summary>
    public async Task<IResult> ListAsync(HttpContext http)
    {
        if (DodoQuery.Page(http, out var page) is { } badPage)
        {
            return badPage;
        }

        var (entitlement, problem) = await accounts.EntitlementAsync(http);
        if (entitlement is null)
        {
            return problem!;
        }

        return http.Request.Query.TryGetValue("customer_id", out var customer)
            ? await OfOneAsync(http, entitlement, customer.ToString(), page)
            : await OfAllAsync(http, entitlement, page);
    }

    /// <summary>GET all of a customer's, in the order the entitlements were first used.</summary>
    public async Task<IResult> OfCustomerAsync(HttpContext http)
    {
        var (customer, problem) = await accounts.CustomerAsync(http);
        if (customer is null)
        {
            return problem!;
        }

        var business = Caller.Of(http).Business;
        var balances = await Task.WhenAll(customer.Accounts.Select(account => HeldAsync(business, customer, account.Entitlement, account.Unit, http.RequestAborted)));
        return DodoItems.Of<HeldCredit>([.. balances.OfType<HeldCredit>()], Write);
    }

    private async Task<IResult> OfOneAsync(HttpContext http, Entitlement entitlement, string customer, DodoPage page)
    {
        var (account, _) = await accounts.ReadAsync(http, entitlement, customer);
        if (account is null && customer.Contains(',', StringComparison.Ordinal))
        {
            // Given twice, it comes from the Functions host as one.
            return DodoErrors.Query("customer_id", $"customer_id is '{Problem.Shown(customer)}', which is no customer's id; one customer can be asked for.");
        }

        var isOnPage = account?.Row is not null && page is { Size: > 0, Number: 0 };
        return DodoItems.Of<DodoBalance>(isOnPage ? [DodoBalance.Of(account!, customers.Settled(account!.Row!.Account))] : [], DodoBalance.Write);
    }

    private async Task<IResult> OfAllAsync(HttpContext http, Entitlement entitlement, DodoPage page)
    {
        var business = Caller.Of(http).Business;
        var (data, problem) = await source.DataAsync(business, CreditBalances.Definition, http.RequestAborted);
        if (data is null)
        {
            return problem!;
        }

        http.Response.Headers["X-Report-As-Of"] = data.AsOf.ToString();
        var query = new ReportQuery(CreditBalances.Definition)
        {
            Filter = new() { Entitlements = [entitlement.Id] },
            Sort = [new SortKey(CreatedAt, true)],
            Limit = page.Size,
            Offset = (int)Math.Min(page.Skip, int.MaxValue),
            CountsTotal = false,
        };
        var rows = (await reader.PageAsync(data, query, http.RequestAborted)).Rows;
        var found = Enumerable.Range(0, rows.Count).Select(rows.CreditBalance).ToList();
        return DodoItems.Of<DodoBalance>(await Task.WhenAll(found.Select(row => BalanceAsync(business, row, http.RequestAborted))), DodoBalance.Write);
    }

    /// <summary>A row's balance: what the dialect calls the customer stands in the customer's own row.</summary>
    private async Task<DodoBalance> BalanceAsync(Business business, CreditBalanceRow row, CancellationToken cancellationToken)
    {
        var key = new AccountKey(business.Id, row.CustomerId, row.Entitlement, row.Unit.Code);
        var customer = await store.CustomerAsync(business.Id, business.Shards, row.CustomerId, cancellationToken);
        return new(
            new(Shard.Of(row.CustomerId, business.Shards), key.Hash, 1), customer is null ? row.CustomerId : DialectCustomers.IdOf(customer.Customer, DodoDialect.Dialect),
            row.Entitlement, row.Totals.Available, row.Overage, row.Unit.Precision, row.CreatedAt, row.UpdatedAt);
    }

    private async Task<HeldCredit?> HeldAsync(Business business, CustomerRow customer, string entitlement, string unit, CancellationToken cancellationToken) =>
        await accounts.VisibleAsync(business, entitlement, cancellationToken) is { } stored
        && await store.AccountAsync(new(business.Id, customer.Customer.Id, entitlement, unit), business.Shards, cancellationToken) is { } row
            ? new(DodoEntitlement.Of(stored), entitlement, customers.Settled(row.Account))
            : null;

    private static void Write(Utf8JsonWriter json, HeldCredit held)
    {
        var (entitlement, account) = (held.Entitlement, held.Account);
        json.WriteStartObject();
        json.WritePlainDecimal("balance"u8, account.Totals.Available, account.Unit.Precision);
        json.WriteString("credit_entitlement_id"u8, held.Id);
        json.WriteString("name"u8, entitlement.Name);
        json.WritePlainDecimal("overage"u8, account.Overage, account.Unit.Precision);
        json.WriteString("unit"u8, entitlement.Unit);
        json.WriteString("description"u8, entitlement.Description);
        json.WriteEndObject();
    }

    private sealed record HeldCredit(DodoEntitlement Entitlement, string Id, Account Account);
}

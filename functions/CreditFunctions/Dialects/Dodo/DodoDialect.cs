using System.Globalization;
using CreditFunctions.Hosting;
using CreditFunctions.Storage.Directory;
using static CreditFunctions.Hosting.HttpFunction;

namespace CreditFunctions.Dialects.Dodo;

/// <summary>The API of Dodo Payments.</summary>
internal static class DodoDialect
{
    private const string Entitlements = "credit-entitlements";
    private const string Entitlement = Entitlements + "/{credit_entitlement_id}";
    private const string Balances = Entitlement + "/balances";
    private const string Balance = Balances + "/{customer_id}";
    private const string Get = "GET";
    private const string Post = "POST";
    private const string Patch = "PATCH";
    private const string Delete = "DELETE";

    /// <summary>What it is made of. What Paddle has under <c>/customers</c> is Paddle's.</summary>
    public static Dialect Dialect { get; } = new(
        "dodo",
        [Entitlements + "/{*path}", "customers/{*path}"],
        static path => path.StartsWithSegments("/" + Entitlements, StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/customers", StringComparison.OrdinalIgnoreCase),
        DodoErrors.Of,
        [
            Reads("DodoListEntitlements", Entitlements, "Credit entitlements, newest first.", On<DodoEntitlements>(static (api, http) => api.ListAsync(http))),
            Writes("DodoCreateEntitlement", Post, Entitlements, Scopes.Admin, "Make a credit entitlement.", On<DodoEntitlements>(static (api, http) => api.CreateAsync(http))),
            Reads("DodoGetEntitlement", Entitlement, "A credit entitlement.", On<DodoEntitlements>(static (api, http) => api.GetAsync(http))),
            Writes("DodoUpdateEntitlement", Patch, Entitlement, Scopes.Admin, "Change a credit entitlement.", On<DodoEntitlements>(static (api, http) => api.UpdateAsync(http))),
            Writes("DodoDeleteEntitlement", Delete, Entitlement, Scopes.Admin, "Hide a credit entitlement.", On<DodoEntitlements>(static (api, http) => api.DeleteAsync(http))),
            Writes("DodoUndeleteEntitlement", Post, Entitlement + "/undelete", Scopes.Admin, "Show it again.", On<DodoEntitlements>(static (api, http) => api.UndeleteAsync(http))),
            Reads("DodoListBalances", Balances, "The balances of a credit entitlement, newest first.", On<DodoBalances>(static (api, http) => api.ListAsync(http))),
            Reads("DodoGetBalance", Balance, "A customer's balance.", On<DodoBalances>(static (api, http) => api.GetAsync(http))),
            Reads("DodoListLedger", Balance + "/ledger", "A customer's ledger, newest first.", On<DodoLedger>(static (api, http) => api.ListAsync(http))),
            Reads("DodoListGrants", Balance + "/grants", "A customer's grants, newest first.", On<DodoGrants>(static (api, http) => api.ListAsync(http))),
            Writes("DodoCreateLedgerEntry", Post, Balance + "/ledger-entries", Scopes.LedgerWrite, "Credit or debit a customer.", On<DodoLedgerEntries>(static (api, http) => api.PostAsync(http))),
            Reads("DodoListCustomerEntitlements", "customers/{customer_id}/" + Entitlements, "A customer's balances.", On<DodoBalances>(static (api, http) => api.OfCustomerAsync(http))),
        ])
    {
        ShowRate = static (http, rate) => http.Response.Headers["X-RateLimit-Remaining"] = rate.Remaining.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>What its functions need.</summary>
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<DodoAccounts>();
        services.AddSingleton<DodoBalances>();
        services.AddSingleton<DodoEntitlements>();
        services.AddSingleton<DodoLedger>();
        services.AddSingleton<DodoLedgerEntries>();
        services.AddSingleton<DodoGrants>();
    }

    private static HttpFunction Reads(string name, string route, string summary, Func<HttpContext, Task<IResult>> handler) => Writes(name, Get, route, Scopes.BalancesRead, summary, handler);

    private static HttpFunction Writes(string name, string method, string route, Scopes scope, string summary, Func<HttpContext, Task<IResult>> handler) =>
        new(name, method, route, scope, summary, handler) { ChecksQueryItself = true };
}

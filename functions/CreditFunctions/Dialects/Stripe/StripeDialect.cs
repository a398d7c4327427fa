using CreditFunctions.Storage.Directory;
using static CreditFunctions.Hosting.HttpFunction;

namespace CreditFunctions.Dialects.Stripe;

/// <summary>The API of Stripe, as far as it is about billing credits.</summary>
internal static class StripeDialect
{
    private const string Get = "GET";
    private const string Post = "POST";
    private const string Grants = "v1/billing/credit_grants";
    private const string Grant = Grants + "/{id}";
    private const string Transactions = "v1/billing/credit_balance_transactions";

    /// <summary>What it is made of.</summary>
    public static Dialect Dialect { get; } = new(
        "stripe",
        ["v1/{*path}"],
        static path => path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase),
        StripeErrors.Of,
        [
            new("StripeGetCreditBalanceSummary", Get, "v1/billing/credit_balance_summary", Scopes.BalancesRead, "A customer's balances.", On<StripeSummaryApi>(static (api, http) => api.GetAsync(http)))
            {
                ChecksQueryItself = true,
            },
            new("StripeCreateCreditGrant", Post, Grants, Scopes.LedgerWrite, "Give credit.", On<StripeGrantsApi>(static (api, http) => api.CreateAsync(http)))
            {
                ChecksQueryItself = true,
            },
            new("StripeListCreditGrants", Get, Grants, Scopes.BalancesRead, "Grants, newest first.", On<StripeListsApi>(static (api, http) => api.GrantsAsync(http)))
            {
                ChecksQueryItself = true,
            },
            new("StripeGetCreditGrant", Get, Grant, Scopes.BalancesRead, "A grant.", On<StripeGrantsApi>(static (api, http) => api.GetAsync(http)))
            {
                ChecksQueryItself = true,
            },
            new("StripeUpdateCreditGrant", Post, Grant, Scopes.LedgerWrite, "Change a grant's expiry or metadata.", On<StripeGrantsApi>(static (api, http) => api.UpdateAsync(http)))
            {
                ChecksQueryItself = true,
            },
            new("StripeExpireCreditGrant", Post, Grant + "/expire", Scopes.LedgerWrite, "End a grant now.", On<StripeGrantsApi>(static (api, http) => api.ExpireAsync(http)))
            {
                ChecksQueryItself = true,
            },
            new("StripeVoidCreditGrant", Post, Grant + "/void", Scopes.LedgerWrite, "Take back a grant that was never used.", On<StripeGrantsApi>(static (api, http) => api.VoidAsync(http)))
            {
                ChecksQueryItself = true,
            },
            new("StripeListCreditBalanceTransactions", Get, Transactions, Scopes.BalancesRead, "Transactions, newest first.", On<StripeListsApi>(static (api, http) => api.TransactionsAsync(http)))
            {
                ChecksQueryItself = true,
            },
            new("StripeGetCreditBalanceTransaction", Get, Transactions + "/{id}", Scopes.BalancesRead, "A transaction.", On<StripeListsApi>(static (api, http) => api.TransactionAsync(http)))
            {
                ChecksQueryItself = true,
            },
        ])
    {
        Begin = StripeHeaders.Begin,
    };

    /// <summary>What its functions need.</summary>
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<StripeLedger>();
        services.AddSingleton<StripeWrites>();
        services.AddSingleton<StripeSummaryApi>();
        services.AddSingleton<StripeGrantsApi>();
        services.AddSingleton<BusinessEntries>();
        services.AddSingleton<GrantList>();
        services.AddSingleton<TransactionList>();
        services.AddSingleton<StripeListsApi>();
    }
}

using CreditFunctions.Storage.Directory;
using static CreditFunctions.Hosting.HttpFunction;

namespace CreditFunctions.Dialects.Asset;

/// <summary>The API of Asset.</summary>
internal static class AssetDialect
{
    /// <summary>The dialect's name.</summary>
    public const string Name = "asset";

    private const int RequestsPerMinute = 300;
    private const string Business = "v0/business/{" + BusinessPath.Parameter + "}";
    private const string Memos = Business + "/credit-memo";
    private const string Memo = Memos + "/{" + MemoId.Parameter + "}";

    /// <summary>What it is made of.</summary>
    public static Dialect Dialect { get; } = new(
        Name,
        ["v0/{*path}"],
        static path => path.StartsWithSegments("/v0", StringComparison.OrdinalIgnoreCase),
        AssetErrors.Of,
        [
            new("AssetCreateToken", "POST", "v0/auth/token", Scopes.None, "Exchange a key for an access token.", On<TokenApi>(static (api, http) => api.CreateAsync(http)))
            {
                ChecksQueryItself = true,
            },
            new("AssetGetCustomerCredits", "GET", Business + "/reports/customer-credits", Scopes.ReportRead, "The report of what customers hold.", On<CustomerCreditReport>(static (api, http) => api.GetAsync(http)))
            {
                ChecksQueryItself = true,
            },
            new("AssetCreateCreditMemos", "POST", Memos, Scopes.LedgerWrite, "Make up to 100 credit memos.", On<MemoCreation>(static (api, http) => api.CreateAsync(http)))
            {
                ChecksQueryItself = true,
            },
            new("AssetListCreditMemos", "GET", Memos, Scopes.BalancesRead, "Credit memos, a page at a time.", On<MemoList>(static (api, http) => api.ListAsync(http)))
            {
                ChecksQueryItself = true,
            },
            new("AssetGetCreditMemo", "GET", Memo, Scopes.BalancesRead, "A credit memo.", On<MemoApi>(static (api, http) => api.GetAsync(http)))
            {
                ChecksQueryItself = true,
            },
            new("AssetVoidCreditMemo", "POST", Memo + "/void", Scopes.LedgerWrite, "Void a credit memo.", On<MemoApi>(static (api, http) => api.VoidAsync(http)))
            {
                ChecksQueryItself = true,
            },
        ])
    {
        Begin = RateHeaders.Begin,
        RequestsPerMinute = RequestsPerMinute,
        ShowRate = RateHeaders.Show,
    };

    /// <summary>What its functions need.</summary>
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<TokenApi>();
        services.AddSingleton<CustomerCreditReport>();
        services.AddSingleton<MemoReading>();
        services.AddSingleton<MemoFeed>();
        services.AddSingleton<MemoCreation>();
        services.AddSingleton<MemoList>();
        services.AddSingleton<MemoApi>();
    }
}

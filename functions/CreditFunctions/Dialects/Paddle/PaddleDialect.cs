using CreditFunctions.Hosting;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects.Paddle;

/// <summary>The API of Paddle.</summary>
internal static class PaddleDialect
{
    /// <summary>What it is made of. <c>/customers</c> is shared with Dodo Payments: Paddle's ids begin with <c>ctm_</c>, and credit balances are Paddle's whatever the id, as credit entitlements are not.</summary>
    public static Dialect Dialect { get; } = new("paddle", ["adjustments/{*path}"], Owns, PaddleErrors.Of, Functions()) { Begin = RequestId.Give };

    /// <summary>What its functions need.</summary>
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<CreditBalancesApi>();
        services.AddSingleton<AdjustmentSource>();
        services.AddSingleton<AdjustmentsApi>();
    }

    private static IReadOnlyList<HttpFunction> Functions() =>
    [
        new(
            "PaddleListCreditBalances", HttpMethods.Get, "customers/{customer_id}/credit-balances", Scopes.BalancesRead, "Credit balances of a customer, by currency.",
            HttpFunction.On<CreditBalancesApi>(static (api, http) => api.ListAsync(http))) { ChecksQueryItself = true },
        new(
            "PaddleListAdjustments", HttpMethods.Get, "adjustments", Scopes.BalancesRead, "What credit was given and taken back, newest first.",
            HttpFunction.On<AdjustmentsApi>(static (api, http) => api.ListAsync(http))) { ChecksQueryItself = true },
    ];

    private static bool Owns(PathString path) =>
        path.StartsWithSegments("/adjustments", StringComparison.OrdinalIgnoreCase)
        || (path.StartsWithSegments("/customers", StringComparison.OrdinalIgnoreCase, out var rest)
            && (rest.Value!.StartsWith("/ctm_", StringComparison.Ordinal) ? !EndsWith(rest, "/credit-entitlements") : EndsWith(rest, "/credit-balances")));

    private static bool EndsWith(PathString path, string end) => path.Value!.TrimEnd('/').EndsWith(end, StringComparison.OrdinalIgnoreCase);
}

using CreditFunctions.Dialects.Asset;
using CreditFunctions.Dialects.Dodo;
using CreditFunctions.Dialects.Paddle;
using CreditFunctions.Dialects.Stripe;
using CreditFunctions.Dialects.TeamUp;

namespace CreditFunctions.Dialects;

/// <summary>All vendors' APIs there are.</summary>
internal static class DialectTable
{
    /// <summary>The dialects; the first that owns a path answers it.</summary>
    public static IReadOnlyList<Dialect> All { get; } = [StripeDialect.Dialect, PaddleDialect.Dialect, DodoDialect.Dialect, AssetDialect.Dialect, TeamUpDialect.Dialect];

    /// <summary>What the functions of the dialects need.</summary>
    public static void AddDialects(this IServiceCollection services)
    {
        services.AddSingleton<DialectCustomers>();
        services.AddSingleton<BusinessFeed>();
        StripeDialect.AddServices(services);
        PaddleDialect.AddServices(services);
        DodoDialect.AddServices(services);
        AssetDialect.AddServices(services);
        TeamUpDialect.AddServices(services);
    }
}

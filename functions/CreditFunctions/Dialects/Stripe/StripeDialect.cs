using CreditFunctions.Http;

namespace CreditFunctions.Dialects.Stripe;

/// <summary>The API of Stripe.</summary>
internal static class StripeDialect
{
    /// <summary>What it is made of.</summary>
    public static Dialect Dialect { get; } = new("stripe", ["v1/{*path}"], static path => path.StartsWithSegments("/v1", StringComparison.Ordinal), ErrorOf, []);

    /// <summary>What its functions need.</summary>
    public static void AddServices(IServiceCollection services)
    {
    }

    private static (int Status, byte[] Body) ErrorOf(HttpContext http, Problem problem) => (problem.Status, "{}"u8.ToArray());
}

using CreditFunctions.Http;

namespace CreditFunctions.Dialects.Dodo;

/// <summary>The API of Dodo Payments.</summary>
internal static class DodoDialect
{
    /// <summary>What it is made of. What Paddle has under <c>/customers</c> is Paddle's.</summary>
    public static Dialect Dialect { get; } = new(
        "dodo",
        ["credit-entitlements/{*path}", "customers/{*path}"],
        static path => path.StartsWithSegments("/credit-entitlements", StringComparison.Ordinal) || path.StartsWithSegments("/customers", StringComparison.Ordinal),
        ErrorOf,
        []);

    /// <summary>What its functions need.</summary>
    public static void AddServices(IServiceCollection services)
    {
    }

    private static (int Status, byte[] Body) ErrorOf(HttpContext http, Problem problem) => (problem.Status, "{}"u8.ToArray());
}

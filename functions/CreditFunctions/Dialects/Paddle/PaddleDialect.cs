using CreditFunctions.Http;

namespace CreditFunctions.Dialects.Paddle;

/// <summary>The API of Paddle.</summary>
internal static class PaddleDialect
{
    /// <summary>What it is made of. <c>/customers</c> is shared with Dodo Payments: Paddle's ids begin with <c>ctm_</c>, and credit balances are Paddle's whatever the id.</summary>
    public static Dialect Dialect { get; } = new("paddle", ["adjustments/{*path}"], Owns, ErrorOf, []);

    /// <summary>What its functions need.</summary>
    public static void AddServices(IServiceCollection services)
    {
    }

    private static bool Owns(PathString path) =>
        path.StartsWithSegments("/adjustments", StringComparison.Ordinal)
        || path.StartsWithSegments("/customers", StringComparison.Ordinal, out var rest)
            && (rest.Value!.StartsWith("/ctm_", StringComparison.Ordinal) || rest.Value.EndsWith("/credit-balances", StringComparison.Ordinal));

    private static (int Status, byte[] Body) ErrorOf(HttpContext http, Problem problem) => (problem.Status, "{}"u8.ToArray());
}

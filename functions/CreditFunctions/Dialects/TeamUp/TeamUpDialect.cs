using CreditFunctions.Http;

namespace CreditFunctions.Dialects.TeamUp;

/// <summary>The API of TeamUp.</summary>
internal static class TeamUpDialect
{
    /// <summary>What it is made of.</summary>
    public static Dialect Dialect { get; } = new("teamup", ["api/v2/{*path}"], static path => path.StartsWithSegments("/api/v2", StringComparison.Ordinal), ErrorOf, []);

    /// <summary>What its functions need.</summary>
    public static void AddServices(IServiceCollection services)
    {
    }

    private static (int Status, byte[] Body) ErrorOf(HttpContext http, Problem problem) => (problem.Status, "{}"u8.ToArray());
}

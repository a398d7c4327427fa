using CreditFunctions.Http;

namespace CreditFunctions.Dialects.Asset;

/// <summary>The API of Asset.</summary>
internal static class AssetDialect
{
    /// <summary>What it is made of.</summary>
    public static Dialect Dialect { get; } = new("asset", ["v0/{*path}"], static path => path.StartsWithSegments("/v0", StringComparison.Ordinal), ErrorOf, []);

    /// <summary>What its functions need.</summary>
    public static void AddServices(IServiceCollection services)
    {
    }

    private static (int Status, byte[] Body) ErrorOf(HttpContext http, Problem problem) => (problem.Status, "{}"u8.ToArray());
}

using CreditFunctions.Hosting;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Telemetry;

namespace CreditFunctions.Telemetry;

/// <summary>Counts the answers to functions that read balances, whatever became of them: refused and failed ones too.</summary>
internal static class LookupCount
{
    /// <summary>Begins to count; must come before whatever makes an answer.</summary>
    public static void UseLookupCount(this WebApplication app) => app.Use(static async (http, next) =>
    {
        try
        {
            await next(http);
        }
        finally
        {
            if (Metrics.Lookups.Enabled && http.GetEndpoint()?.Metadata.GetMetadata<HttpFunction>() is { Scope: Scopes.BalancesRead } function)
            {
                Metrics.Lookups.Add(1, new("function", function.Name), new("http.response.status_code", http.Response.StatusCode));
            }
        }
    });
}

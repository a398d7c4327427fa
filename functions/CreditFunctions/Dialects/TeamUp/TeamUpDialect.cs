using CreditFunctions.Hosting;
using CreditFunctions.Http;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects.TeamUp;

/// <summary>The API of TeamUp.</summary>
internal static class TeamUpDialect
{
    /// <summary>Its root.</summary>
    public const string Root = "api/v2";

    private const string Report = Root + "/reports/customer_credits";

    /// <summary>What it is made of. Its documentation prints paths with <c>//</c>.</summary>
    public static Dialect Dialect { get; } = new(
        "teamup", [Root + "/{*path}"], static path => path.StartsWithSegments("/" + Root, StringComparison.OrdinalIgnoreCase), TeamUpErrors.Of, Functions())
    {
        CollapsesSlashes = true,
    };

    /// <summary>What its functions need.</summary>
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<CreditsReportApi>();
        services.AddSingleton<ExportsApi>();
    }

    private static IReadOnlyList<HttpFunction> Functions() =>
    [
        Of("TeamUpGetCustomerCredits", HttpMethods.Get, Report, "What the report is.", static _ => Task.FromResult(CreditsReportApi.Describe())),
        Of("TeamUpGetCustomerCreditsData", HttpMethods.Get, Report + "/data", "Rows of the report.", HttpFunction.On<CreditsReportApi>(static (api, http) => api.DataAsync(http))),
        Of("TeamUpExportCustomerCredits", HttpMethods.Post, Report + "/export", "Ask for the report as a file.", HttpFunction.On<ExportsApi>(static (api, http) => api.AskAsync(http))) with { Scope = Scopes.ReportRun },
        Of("TeamUpGetJob", HttpMethods.Get, Root + "/jobs/{job}", "How a job stands.", HttpFunction.On<ExportsApi>(static (api, http) => api.GetAsync(http))),
        Of("TeamUpGetJobFile", HttpMethods.Get, Root + "/jobs/{job}/file", "The file of a job.", HttpFunction.On<ExportsApi>(static (api, http) => api.FileAsync(http))),
    ];

    private static HttpFunction Of(string name, string method, string route, string summary, Func<HttpContext, Task<IResult>> handler) =>
        new(name, method, route, Scopes.ReportRead, summary, http => RefuseMode(http) is { } refusal ? Task.FromResult<IResult>(refusal) : handler(http)) { ChecksQueryItself = true };

    /// <summary>Reports are the provider's: a request that is made for a customer gets none.</summary>
    private static Problem? RefuseMode(HttpContext http) => http.Request.Headers["Teamup-Request-Mode"].ToString() switch
    {
        "" or "provider" => null,
        "customer" => new(StatusCodes.Status403Forbidden, TeamUpErrors.ModeNotAllowed, "This endpoint cannot be used in customer mode."),
        var other => Problem.Invalid(new FieldProblem("Teamup-Request-Mode", TeamUpErrors.NoChoice(other))),
    };
}

using CreditFunctions.Http;
using CreditFunctions.Storage.Clock;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Hosting;

/// <summary>A query parameter or header of a function, as documented and as checked: one that is not declared is refused.</summary>
internal sealed record Parameter(string Name, string Description, string Type = "string", string In = "query");

/// <summary>
/// One HTTP function, declared once: its name and trigger for the Functions host, its route and handler for the program, its description for
/// <c>/openapi.json</c>.
/// </summary>
/// <param name="Name">The function's name on Azure.</param>
/// <param name="Method">The one verb it answers.</param>
/// <param name="Route">Route template, without a leading slash, as the Functions host and ASP.NET Core both read it.</param>
/// <param name="Scope">What a key must be allowed; <see cref="Scopes.None"/>: no key is needed.</param>
/// <param name="Summary">One line for people.</param>
/// <param name="Handler">What it does.</param>
internal sealed record HttpFunction(string Name, string Method, string Route, Scopes Scope, string Summary, Func<HttpContext, Task<IResult>> Handler)
{
    /// <summary>Query parameters and headers it knows.</summary>
    public IReadOnlyList<Parameter> Parameters { get; init; } = [];

    /// <summary>Does it take query parameters that it checks itself?</summary>
    public bool ChecksQueryItself { get; init; }

    /// <summary>The type of its JSON body.</summary>
    public Type? Body { get; init; }

    /// <summary>Of a function that takes commands: the types of them. The body is one, or <c>{"commands": [...]}</c>.</summary>
    public IReadOnlyList<Type> Commands { get; init; } = [];

    /// <summary>Of a function whose body is no JSON object: the content types it takes.</summary>
    public IReadOnlyList<string> ContentTypes { get; init; } = [];

    /// <summary>Of a function that takes other content types: the type of the JSON body it takes too.</summary>
    public Type? OtherBody { get; init; }

    /// <summary>May success also be 201, because what was put is new?</summary>
    public bool MayCreate { get; init; }

    /// <summary>The type of its JSON answer.</summary>
    public Type? Answer { get; init; }

    /// <summary>The status of success.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Under which heading it is documented: the part of its route that says what it is about.</summary>
    public string Tag => Route.StartsWith("api/", StringComparison.Ordinal) ? Route.Split('/')[1] : Route.Split('/')[0];

    /// <summary>A handler that is a method of one of the program's services.</summary>
    public static Func<HttpContext, Task<IResult>> On<TApi>(Func<TApi, HttpContext, Task<IResult>> handler)
        where TApi : class =>
        http => handler(http.RequestServices.GetRequiredService<TApi>(), http);

    /// <summary>Calls the handler, unless the query names what the function does not know.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        var result = UnknownParameter(http.Request) ?? Distrust(http) ?? await Handler(http);
        await result.ExecuteAsync(http);
    }

    /// <summary>Nothing is written by a clock that cannot be trusted: what is dated wrongly stays so.</summary>
    private Problem? Distrust(HttpContext http) =>
        HttpMethods.IsGet(Method) || http.RequestServices.GetRequiredService<StorageClock>().IsTrusted
            ? null
            : new(StatusCodes.Status503ServiceUnavailable, "clock_skew", "This server's clock and the storage service's differ by more than 2 seconds; it takes no writes.");

    private Problem? UnknownParameter(HttpRequest request)
    {
        if (ChecksQueryItself || request.Query.Count == 0)
        {
            return null;
        }

        var known = Parameters.Where(parameter => parameter.In == "query").Select(parameter => parameter.Name).ToList();
        var unknown = request.Query.Keys.Where(key => !known.Contains(key, StringComparer.Ordinal)).Select(key => new FieldProblem(
            key, known.Count == 0 ? $"Unknown parameter '{key}'; none is allowed here." : $"Unknown parameter '{key}'; allowed are {string.Join(", ", known)}.")).ToList();
        return unknown.Count > 0 ? Problem.Invalid(unknown) : null;
    }
}

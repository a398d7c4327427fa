using CreditFunctions.Hosting;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Hosting;

public sealed class OpenApiTests : IClassFixture<SharedApplication>
{
    private readonly SharedApplication shared;

    public OpenApiTests(SharedApplication shared) => this.shared = shared;

    public static TheoryData<string> All => Functions.All;

    [Theory]
    [MemberData(nameof(All))]
    public async Task Document_AnyFunction_IsDescribedWithItsParametersAndBody(string name)
    {
        var function = Functions.Of(name);
        var document = (await shared.App.SendBareAsync(CreditApplication.Request(HttpMethod.Get, "/openapi.json"))).Json;

        var operation = document.GetProperty("paths").GetProperty("/" + function.Route).GetProperty(function.Method.ToLowerInvariant());

        Assert.Equal(name, operation.Cell("operationId"));
        Assert.Equal(Parameters(function).Order(StringComparer.Ordinal), operation.TryGetProperty("parameters", out var found)
            ? found.EnumerateArray().Select(parameter => $"{parameter.Cell("in")} {parameter.Cell("name")}").Order(StringComparer.Ordinal)
            : []);
        Assert.Equal(function.Body is not null || function.Commands.Count > 0 || function.OtherBody is not null, operation.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty("application/json", out _));
        Assert.Equal(function.Scope != Scopes.None, operation.TryGetProperty("security", out _));
        Assert.True(operation.GetProperty("responses").EnumerateObject().Any());
    }

    [Fact]
    public async Task Document_AsAWhole_ListsTheFunctionsAndNothingElse()
    {
        var document = (await shared.App.SendBareAsync(CreditApplication.Request(HttpMethod.Get, "/openapi.json"))).Json;

        var listed = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"));
        Assert.Equal(new FunctionTable().Http.Select(function => $"{function.Method} /{function.Route}").Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        Assert.StartsWith("3.", document.Cell("openapi"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Document_PostEntries_TakesEachCommandOrAListOfThem()
    {
        var document = (await shared.App.SendBareAsync(CreditApplication.Request(HttpMethod.Get, "/openapi.json"))).Json;

        var body = document.GetProperty("paths").GetProperty("/" + Functions.Of("PostEntries").Route).GetProperty("post").GetProperty("requestBody");
        var choices = body.GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("oneOf").EnumerateArray().ToList();
        Assert.Equal(11, choices.Count);
        Assert.All(choices.SkipLast(1), choice => Assert.True(choice.GetProperty("properties").TryGetProperty("type", out _)));
        Assert.True(choices[^1].GetProperty("properties").TryGetProperty("commands", out _));
    }

    private static IEnumerable<string> Parameters(HttpFunction function) => function.Route.Split('/').Where(part => part.StartsWith('{')).Select(part => $"path {part.Trim('{', '}')}")
        .Concat(function.Parameters.Select(parameter => $"{parameter.In} {parameter.Name}"));
}

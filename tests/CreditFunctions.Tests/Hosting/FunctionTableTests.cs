using System.Text.Json;
using CreditFunctions.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace CreditFunctions.Tests.Hosting;

public sealed class FunctionTableTests
{
    private static readonly FunctionTable Table = new();
    private static readonly IReadOnlyList<HttpFunction> Http = [.. Table.Http, .. Table.Dialects.SelectMany(dialect => dialect.Functions)];
    private static readonly IReadOnlyList<string> Prefixes = [.. Table.Dialects.SelectMany(dialect => dialect.Prefixes)];

    [Fact]
    public void Names_OfAllFunctions_AreUniqueWhateverTheirCase()
    {
        var names = Http.Select(function => function.Name).Concat(Table.Timers.Select(timer => timer.Name)).ToList();

        Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(names, name => Assert.Matches("^[A-Za-z][A-Za-z0-9_-]{0,126}$", name));
    }

    [Fact]
    public void Routes_OfOneMethod_AreUnique() =>
        Assert.Equal(Http.Count, Http.Select(function => $"{function.Method} {Shape(function.Route)}").Distinct(StringComparer.OrdinalIgnoreCase).Count());

    [Fact]
    public void Routes_NoneMatchesATimersName() =>
        Assert.All(Http.Select(function => function.Route).Concat(Prefixes), route => Assert.All(Table.Timers, timer =>
            Assert.False(new TemplateMatcher(TemplateParser.Parse(route), []).TryMatch($"/{timer.Name}", new RouteValueDictionary()))));

    [Fact]
    public void Files_OfAllFunctions_SayWhatTheTableSays()
    {
        var files = FunctionJson.Files(Table).ToDictionary(file => file.Path, file => JsonDocument.Parse(file.Content).RootElement.GetProperty("bindings"));

        Assert.Equal(Http.Count + Prefixes.Count + Table.Timers.Count, files.Count);
        Assert.All(Http, function => Assert.Equal(
            $$"""[{"type":"httpTrigger","direction":"in","name":"request","authLevel":"anonymous","methods":["{{function.Method.ToLowerInvariant()}}"],"route":"{{function.Route}}"},{"type":"http","direction":"out","name":"response"}]""",
            JsonSerializer.Serialize(files[$"{function.Name}/function.json"])));
        Assert.Equal(Prefixes.Order(StringComparer.Ordinal), files.Where(file => file.Key.StartsWith("Unrouted-", StringComparison.Ordinal))
            .Select(file => file.Value[0].GetProperty("route").GetString()).Order(StringComparer.Ordinal));
        Assert.All(Table.Timers, timer => Assert.Equal(
            $$"""[{"type":"timerTrigger","direction":"in","name":"timer","schedule":"%{{timer.ScheduleSetting}}%"}]""",
            JsonSerializer.Serialize(files[$"{timer.Name}/function.json"])));
    }

    private static string Shape(string route) => string.Join('/', route.Split('/').Select(part => part.StartsWith('{') ? "{}" : part));
}

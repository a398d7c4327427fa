using System.Text.Json;
using CreditFunctions.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace CreditFunctions.Tests.Hosting;

public sealed class FunctionTableTests
{
    private static readonly FunctionTable Table = new();

    [Fact]
    public void Names_OfAllFunctions_AreUniqueWhateverTheirCase()
    {
        var names = Table.Http.Select(function => function.Name).Concat(Table.Timers.Select(timer => timer.Name)).ToList();

        Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(names, name => Assert.Matches("^[A-Za-z][A-Za-z0-9_-]{0,126}$", name));
    }

    [Fact]
    public void Routes_OfOneMethod_AreUnique() =>
        Assert.Equal(Table.Http.Count, Table.Http.Select(function => $"{function.Method} {Shape(function.Route)}").Distinct(StringComparer.OrdinalIgnoreCase).Count());

    [Fact]
    public void Routes_NoneMatchesATimersName() =>
        Assert.All(Table.Http, function => Assert.All(Table.Timers, timer =>
            Assert.False(new TemplateMatcher(TemplateParser.Parse(function.Route), []).TryMatch($"/{timer.Name}", new RouteValueDictionary()))));

    [Fact]
    public void Files_OfAllFunctions_SayWhatTheTableSays()
    {
        var files = FunctionJson.Files(Table).ToDictionary(file => file.Path, file => JsonDocument.Parse(file.Content).RootElement.GetProperty("bindings"));

        Assert.Equal(Table.Http.Count + Table.Timers.Count, files.Count);
        Assert.All(Table.Http, function => Assert.Equal(
            $$"""[{"type":"httpTrigger","direction":"in","name":"request","authLevel":"anonymous","methods":["{{function.Method.ToLowerInvariant()}}"],"route":"{{function.Route}}"},{"type":"http","direction":"out","name":"response"}]""",
            JsonSerializer.Serialize(files[$"{function.Name}/function.json"])));
        Assert.All(Table.Timers, timer => Assert.Equal(
            $$"""[{"type":"timerTrigger","direction":"in","name":"timer","schedule":"%{{timer.ScheduleSetting}}%"}]""",
            JsonSerializer.Serialize(files[$"{timer.Name}/function.json"])));
    }

    private static string Shape(string route) => string.Join('/', route.Split('/').Select(part => part.StartsWith('{') ? "{}" : part));
}

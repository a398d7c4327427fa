using System.Text.Json;
using CreditFunctions.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace CreditFunctions.Tests.Hosting;

public sealed class FunctionTableTests
{
    private static readonly FunctionTable Table = new();
    private static readonly IReadOnlyList<HttpFunction> Http = [.. Table.Http, .. Table.Dialects.SelectMany(dialect => dialect.Functions)];
    private static readonly IReadOnlyList<string> Prefixes = [.. Table.Dialects.SelectMany(dialect => dialect.Prefixes), .. Table.Prefixes];

    [Fact]
    public void Names_OfAllFunctions_AreUniqueWhateverTheirCase()
    {
        var names = FunctionJson.Files(Table).Select(file => file.Path.Split('/')[0]).ToList();

        Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(names, name => Assert.Matches("^[A-Za-z][A-Za-z0-9_-]{0,126}$", name));
    }

    [Fact]
    public void Routes_OfOneMethod_AreUnique() =>
        Assert.Equal(Http.Count, Http.Select(function => $"{function.Method} {Shape(function.Route)}").Distinct(StringComparer.OrdinalIgnoreCase).Count());

    [Fact]
    public void Routes_NoneMatchesTheNameOfATimerOrAQueue() =>
        Assert.All(Http.Select(function => function.Route).Concat(Prefixes).Concat(Table.Pages.Where(page => page.Path != "/").Select(page => page.Route)), route =>
            Assert.All(Table.Timers.Select(timer => timer.Name).Concat(Table.Queues.Select(queue => queue.Name)), name =>
                Assert.False(new TemplateMatcher(TemplateParser.Parse(route), []).TryMatch($"/{name}", new RouteValueDictionary()))));

    [Fact]
    public void Files_OfAllFunctions_SayWhatTheTableSays()
    {
        var files = FunctionJson.Files(Table).ToDictionary(file => file.Path.Split('/')[0], file => JsonSerializer.Serialize(JsonDocument.Parse(file.Content).RootElement));

        Assert.Equal(Http.Count + Prefixes.Count + Table.Pages.Count + Table.Timers.Count + Table.Queues.Count, files.Count);
        Assert.All(Http, function => Assert.Equal(HttpFile($$""","methods":["{{function.Method.ToLowerInvariant()}}"]""", function.Route), files[function.Name]));
        Assert.All(Table.Pages, page => Assert.Equal(HttpFile(""","methods":["get"]""", page.Route), files[page.Name]));
        Assert.Equal(
            Prefixes.Select(prefix => HttpFile("", prefix)).Order(StringComparer.Ordinal),
            files.Where(file => file.Key.StartsWith("Unrouted-", StringComparison.Ordinal)).Select(file => file.Value).Order(StringComparer.Ordinal));
        Assert.All(Table.Timers, timer => Assert.Equal(
            $$$"""{"bindings":[{"type":"timerTrigger","direction":"in","name":"timer","schedule":"%{{{timer.ScheduleSetting}}}%","useMonitor":true,"runOnStartup":false}],"retry":{"strategy":"fixedDelay","maxRetryCount":3,"delayInterval":"00:00:30"}}""",
            files[timer.Name]));
        Assert.All(Table.Queues, queue => Assert.Equal(
            $$$"""{"bindings":[{"type":"queueTrigger","direction":"in","name":"message","queueName":"{{{queue.Queue}}}","connection":"CreditStorage"}]}""", files[queue.Name]));
    }

    private static string HttpFile(string methods, string route) =>
        $$"""{"bindings":[{"type":"httpTrigger","direction":"in","name":"request","authLevel":"anonymous"{{methods}},"route":"{{route}}"},{"type":"http","direction":"out","name":"response"}]}""";

    private static string Shape(string route) => string.Join('/', route.Split('/').Select(part => part.StartsWith('{') ? "{}" : part));
}

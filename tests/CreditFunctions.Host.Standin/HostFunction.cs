using System.Globalization;
using System.Text.Json;

namespace CreditFunctions.Standin;

/// <summary>A function as its <c>function.json</c> declares it.</summary>
/// <param name="Name">The name of its folder.</param>
/// <param name="Trigger">The type of its trigger, such as <c>timerTrigger</c>.</param>
/// <param name="Parameter">The name of its trigger, under which its payload comes.</param>
public sealed record HostFunction(string Name, string Trigger, string Parameter)
{
    /// <summary>Is a request forwarded to it as it is? Only with one trigger and one output, both of HTTP.</summary>
    public bool Forwards { get; private init; }

    /// <summary>Its route; without one its name is.</summary>
    public string Route { get; private init; } = Name;

    /// <summary>The verbs it answers; none: all.</summary>
    public IReadOnlyList<string> Methods { get; private init; } = [];

    /// <summary>Its NCRONTAB schedule, or the setting that has it, between percent signs.</summary>
    public string Schedule { get; private init; } = "";

    /// <summary>Is it remembered when it ran?</summary>
    public bool UseMonitor { get; private init; } = true;

    /// <summary>How often a failed event is tried again.</summary>
    public int Retries { get; private init; }

    /// <summary>After how long.</summary>
    public TimeSpan RetryDelay { get; private init; }

    /// <summary>Reads one.</summary>
    public static HostFunction Parse(string name, string json)
    {
        using var document = JsonDocument.Parse(json);
        var bindings = document.RootElement.GetProperty("bindings").EnumerateArray().ToList();
        var trigger = bindings.Single(binding => Text(binding, "type")!.EndsWith("Trigger", StringComparison.Ordinal));
        var function = new HostFunction(name, Text(trigger, "type")!, Text(trigger, "name")!)
        {
            Forwards = Text(trigger, "type") == "httpTrigger" && bindings.Count == 2 && bindings.Exists(binding => Text(binding, "type") == "http"),
            Methods = trigger.TryGetProperty("methods", out var methods) ? [.. methods.EnumerateArray().Select(method => method.GetString()!)] : [],
            Schedule = Text(trigger, "schedule") ?? "",
            UseMonitor = !trigger.TryGetProperty("useMonitor", out var isMonitored) || isMonitored.GetBoolean(),
        };
        function = Text(trigger, "route") is { } route ? function with { Route = route } : function;
        return document.RootElement.TryGetProperty("retry", out var retry)
            ? function with { Retries = retry.GetProperty("maxRetryCount").GetInt32(), RetryDelay = TimeSpan.Parse(Text(retry, "delayInterval")!, CultureInfo.InvariantCulture) }
            : function;
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}

using System.Globalization;
using System.Text.Json;

namespace CreditFunctions.Standin;

/// <summary>What is deployed: <c>host.json</c> and the functions beside it.</summary>
public sealed class HostApp
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(30);
    private const int DefaultReceptions = 5;

    private readonly RouteTable routes;

    /// <summary>An app of these files.</summary>
    /// <param name="hostJson">The content of <c>host.json</c>.</param>
    /// <param name="functions">Name and <c>function.json</c> of each function.</param>
    public HostApp(string hostJson, IEnumerable<(string Name, string Json)> functions)
    {
        using var host = JsonDocument.Parse(hostJson);
        Timeout = At(host.RootElement, "functionTimeout") is { ValueKind: JsonValueKind.String } text ? TimeoutOf(text.GetString()!) : DefaultTimeout;
        HasBundle = At(host.RootElement, "extensionBundle", "id").ValueKind == JsonValueKind.String;
        MaxReceptions = At(host.RootElement, "extensions", "queues", "maxDequeueCount") is { ValueKind: JsonValueKind.Number } most ? most.GetInt32() : DefaultReceptions;
        var prefix = At(host.RootElement, "extensions", "http", "routePrefix") is { ValueKind: JsonValueKind.String } set ? set.GetString()! : "api";
        Functions = [.. functions.Select(function => HostFunction.Parse(function.Name, function.Json)).OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase)];
        routes = new(prefix, Functions.Where(function => function.Forwards));
    }

    /// <summary>All functions, in the order of their names.</summary>
    public IReadOnlyList<HostFunction> Functions { get; }

    /// <summary>How long a call may take.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>Are there triggers other than of HTTP and timers?</summary>
    public bool HasBundle { get; }

    /// <summary>How often a message is received before it is put into the poison queue.</summary>
    public int MaxReceptions { get; }

    /// <summary>Reads a folder.</summary>
    public static HostApp Read(string folder) => new(
        File.ReadAllText(Path.Combine(folder, "host.json")),
        Directory.EnumerateFiles(folder, "function.json", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .Select(file => (Path.GetFileName(Path.GetDirectoryName(file))!, File.ReadAllText(file))));

    /// <summary>A time limit as settings write it; -1: none.</summary>
    public static TimeSpan TimeoutOf(string text) => text == "-1" ? System.Threading.Timeout.InfiniteTimeSpan : TimeSpan.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>The function that a request is forwarded to; null: none is.</summary>
    public HostFunction? Match(string method, string path) => routes.Match(method, path);

    private static JsonElement At(JsonElement element, params IEnumerable<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return default;
            }
        }

        return element;
    }
}

using System.Text;
using System.Text.Json;
using CreditFunctions.Settings;

namespace CreditFunctions.Hosting;

/// <summary>Writes the <c>function.json</c> files that tell the Functions host what there is.</summary>
internal static class FunctionJson
{
    /// <summary>How often the host tries a timer's event again that failed, and after how long: by itself it would not until the next slot.</summary>
    private const int TimerRetries = 3;
    private const string TimerRetryDelay = "00:00:30";

    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>Each file's path, relative to the app's root, and its content.</summary>
    public static IEnumerable<(string Path, string Content)> Files(FunctionTable functions)
    {
        foreach (var function in functions.Http.Concat(functions.Dialects.SelectMany(static dialect => dialect.Functions)))
        {
            yield return HttpTrigger(function.Name, [function.Method], function.Route);
        }

        foreach (var page in functions.Pages)
        {
            yield return HttpTrigger(page.Name, [HttpMethods.Get], page.Route);
        }

        // What no function matches reaches the program too, whatever its verb, so that it is refused in the program's words, or the vendor's, and not in the host's. The host takes the first route
        // that matches in the order of the functions' names, so these names come after all others, and the own API's, which hold a dialect's paths too, come last.
        foreach (var (owner, prefixes) in functions.Dialects.Select(static dialect => (dialect.Name, dialect.Prefixes)).Append(("unclaimed", functions.Prefixes)))
        {
            foreach (var (at, prefix) in prefixes.Index())
            {
                yield return HttpTrigger($"Unrouted-{owner}-{at}", [], prefix);
            }
        }

        foreach (var timer in functions.Timers)
        {
            yield return (PathOf(timer.Name), Write(TimerRetries, json =>
                Binding(json, "timerTrigger", "in", "timer", () =>
                {
                    json.WriteString("schedule", $"%{timer.ScheduleSetting}%");
                    json.WriteBoolean("useMonitor", true);
                    json.WriteBoolean("runOnStartup", false);
                })));
        }

        foreach (var queue in functions.Queues)
        {
            // The storage extension brings a failed message back by itself, so no retries are declared.
            yield return (PathOf(queue.Name), Write(0, json =>
                Binding(json, "queueTrigger", "in", "message", () =>
                {
                    json.WriteString("queueName", queue.Queue);
                    json.WriteString("connection", StorageSettings.Name);
                })));
        }
    }

    /// <summary>Writes all files below a folder.</summary>
    public static void WriteTo(string folder, FunctionTable functions)
    {
        foreach (var (path, content) in Files(functions))
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, content);
        }
    }

    private static (string Path, string Content) HttpTrigger(string name, IReadOnlyList<string> methods, string route) => (PathOf(name), Write(0, json =>
    {
        Binding(json, "httpTrigger", "in", "request", () =>
        {
            json.WriteString("authLevel", "anonymous");
            if (methods.Count > 0)
            {
                json.WriteStartArray("methods");
                foreach (var method in methods)
                {
                    json.WriteStringValue(method.ToLowerInvariant());
                }

                json.WriteEndArray();
            }

            json.WriteString("route", route);
        });
        Binding(json, "http", "out", "response", static () => { });
    }));

    private static string PathOf(string function) => $"{function}/function.json";

    private static void Binding(Utf8JsonWriter json, string type, string direction, string name, Action rest)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("direction", direction);
        json.WriteString("name", name);
        rest();
        json.WriteEndObject();
    }

    private static string Write(int retries, Action<Utf8JsonWriter> bindings)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Indented))
        {
            json.WriteStartObject();
            json.WriteStartArray("bindings");
            bindings(json);
            json.WriteEndArray();
            if (retries > 0)
            {
                json.WriteStartObject("retry");
                json.WriteString("strategy", "fixedDelay");
                json.WriteNumber("maxRetryCount", retries);
                json.WriteString("delayInterval", TimerRetryDelay);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }
}

using System.Text;
using System.Text.Json;

namespace CreditFunctions.Hosting;

/// <summary>Writes the <c>function.json</c> files that tell the Functions host what there is.</summary>
internal static class FunctionJson
{
    private static readonly string[] AllMethods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>Each file's path, relative to the app's root, and its content.</summary>
    public static IEnumerable<(string Path, string Content)> Files(FunctionTable functions)
    {
        foreach (var function in functions.Http.Concat(functions.Dialects.SelectMany(static dialect => dialect.Functions)))
        {
            yield return HttpTrigger(function.Name, [function.Method], function.Route);
        }

        foreach (var dialect in functions.Dialects)
        {
            // What no function matches reaches the program too, so that it is refused in the vendor's own words and not in the host's.
            foreach (var (at, prefix) in dialect.Prefixes.Index())
            {
                yield return HttpTrigger($"Unrouted-{dialect.Name}-{at}", AllMethods, prefix);
            }
        }

        foreach (var timer in functions.Timers)
        {
            yield return (PathOf(timer.Name), Write(json =>
                Binding(json, "timerTrigger", "in", "timer", () => json.WriteString("schedule", $"%{timer.ScheduleSetting}%"))));
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

    private static (string Path, string Content) HttpTrigger(string name, IReadOnlyList<string> methods, string route) => (PathOf(name), Write(json =>
    {
        Binding(json, "httpTrigger", "in", "request", () =>
        {
            json.WriteString("authLevel", "anonymous");
            json.WriteStartArray("methods");
            foreach (var method in methods)
            {
                json.WriteStringValue(method.ToLowerInvariant());
            }

            json.WriteEndArray();
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

    private static string Write(Action<Utf8JsonWriter> bindings)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Indented))
        {
            json.WriteStartObject();
            json.WriteStartArray("bindings");
            bindings(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }
}

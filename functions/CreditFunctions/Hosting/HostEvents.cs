using System.Globalization;
using System.Text.Json;
using CreditFunctions.Http;

namespace CreditFunctions.Hosting;

/// <summary>
/// Takes the events of timers and queues from the Functions host, which posts each to a path of its function's name. Nobody outside can reach these: the host forwards only the routes of HTTP
/// functions, with the name that the caller asked for as their host, and without a host they are not there.
/// </summary>
internal static partial class HostEvents
{
    /// <summary>Maps a path a function.</summary>
    /// <param name="app">Whose.</param>
    /// <param name="port">At which the Functions host, and nobody else, asks for this very process.</param>
    public static void MapHostEvents(this WebApplication app, int port)
    {
        var functions = app.Services.GetRequiredService<FunctionTable>();
        foreach (var timer in functions.Timers)
        {
            Map(app, port, timer.Name, TimerEvent.Of, (services, _, stop) => timer.Run(services, stop));
        }

        foreach (var queue in functions.Queues)
        {
            Map(app, port, queue.Name, QueueEvent.Of, async (services, message, stop) =>
            {
                await queue.Run(services, message.Message, stop);
                return [];
            });
        }
    }

    private static void Map<T>(
        WebApplication app, int port, string function, Func<HostEvent, (T? Event, Problem? Problem)> read, Func<IServiceProvider, T, CancellationToken, Task<IReadOnlyList<string>>> run)
        where T : class =>
        app.MapPost("/" + function, http => TakeAsync(http, app.Logger, function, read, run))
            .RequireHost(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), string.Create(CultureInfo.InvariantCulture, $"localhost:{port}"))
            .ExcludeFromDescription();

    private static async Task TakeAsync<T>(
        HttpContext http, ILogger logger, string function, Func<HostEvent, (T? Event, Problem? Problem)> read, Func<IServiceProvider, T, CancellationToken, Task<IReadOnlyList<string>>> run)
        where T : class
    {
        var (posted, wrong) = await HostEvent.ReadAsync(http.Request, http.RequestAborted);
        (var known, wrong) = posted is null ? (null, wrong) : read(posted);
        if (known is null)
        {
            LogRefused(logger, function, wrong!.Detail);
            await wrong.ExecuteAsync(http);
            return;
        }

        LogBegun(logger, function, known);
        IReadOnlyList<string> logs;
        try
        {
            // A host starts its timers as soon as it has an answer to GET /.
            await http.RequestServices.GetRequiredService<StorageSetUp>().WaitAsync(http.RequestAborted);
            logs = await run(http.RequestServices, known, http.RequestAborted);
        }
        catch (Exception)
        {
            LogFailed(logger, function, known);
            throw;
        }

        await AnswerAsync(http, [.. logs, $"{function} has ended ({known})."]);
    }

    /// <summary>The only answer that ends the call well: a 2xx without a JSON object in it hangs until the host's time limit, and then the host kills the program.</summary>
    private static async Task AnswerAsync(HttpContext http, IReadOnlyList<string> logs)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteStartObject("Outputs");
            json.WriteEndObject();
            json.WriteStartArray("Logs");
            foreach (var line in logs)
            {
                json.WriteStringValue(line);
            }

            json.WriteEndArray();
            json.WriteNull("ReturnValue");
            json.WriteEndObject();
        }

        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), http.RequestAborted);
    }

    [LoggerMessage(EventId = 2401, Level = LogLevel.Information, Message = "The host runs {Function}: {Event}.")]
    private static partial void LogBegun(ILogger logger, string function, object @event);

    [LoggerMessage(EventId = 2402, Level = LogLevel.Error, Message = "{Function} failed ({Event}); why is the next event of the log.")]
    private static partial void LogFailed(ILogger logger, string function, object @event);

    [LoggerMessage(EventId = 2403, Level = LogLevel.Error, Message = "An event for {Function} cannot be read. {Why}")]
    private static partial void LogRefused(ILogger logger, string function, string why);
}

using Microsoft.Extensions.Logging.Console;

namespace CreditFunctions.Telemetry;

/// <summary>How events are written to the console.</summary>
internal static class ConsoleLog
{
    /// <summary>
    /// One JSON object a line, for a Functions host: it hands each line to Application Insights, where queries read its <c>EventId</c>, <c>LogLevel</c>, <c>Category</c>, <c>Message</c> and, in <c>State</c>, the
    /// values the message is made of.
    /// </summary>
    public static void AddJsonLines(this ILoggingBuilder logging)
    {
        logging.Services.Configure<ConsoleLoggerOptions>(static console => console.FormatterName = ConsoleFormatterNames.Json);
        logging.Services.Configure<JsonConsoleFormatterOptions>(static json =>
        {
            json.UseUtcTimestamp = true;
            json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            json.IncludeScopes = false;
            json.JsonWriterOptions = new() { Indented = false };
        });
    }
}

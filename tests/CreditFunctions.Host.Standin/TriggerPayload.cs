using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CreditFunctions.Standin;

/// <summary>What a host posts to a function that no request triggers.</summary>
internal static class TriggerPayload
{
    /// <summary>A timer's event.</summary>
    /// <param name="function">For whom.</param>
    /// <param name="now">When it is posted.</param>
    /// <param name="status">What is remembered of the timer; null: nothing is to be remembered.</param>
    /// <param name="isPastDue">Was it due before?</param>
    /// <param name="isByHand">Did somebody ask for it?</param>
    /// <param name="retry">Which try after a failure it is, and why the one before failed; null: the first.</param>
    public static string Timer(HostFunction function, DateTimeOffset now, TimerStatus? status, bool isPastDue, bool isByHand, (int Count, Exception Before)? retry)
    {
        var metadata = Metadata(function, now);
        if (isByHand)
        {
            metadata[function.Parameter] = "";
        }

        if (retry is { } again)
        {
            metadata["RetryContext"] = new JsonObject
            {
                ["RetryCount"] = again.Count,
                ["MaxRetryCount"] = function.Retries,
                ["Exception"] = Told(again.Before),
            };
        }

        var timer = new JsonObject
        {
            ["Schedule"] = new JsonObject { ["AdjustForDST"] = true },
            ["ScheduleStatus"] = status is null ? null : new JsonObject { ["Last"] = Text(status.Last), ["Next"] = Text(status.Next), ["LastUpdated"] = Text(status.LastUpdated) },
            ["IsPastDue"] = isPastDue,
        };
        return Payload(function, timer, metadata);
    }

    /// <summary>A message's event: its text is written as JSON of a string, within a string.</summary>
    public static string Message(HostFunction function, DateTimeOffset now, string text, int reception)
    {
        var metadata = Metadata(function, now);
        metadata["DequeueCount"] = reception.ToString(CultureInfo.InvariantCulture);
        metadata["Id"] = JsonSerializer.Serialize(Guid.NewGuid());
        metadata["InsertionTime"] = Text(now);
        return Payload(function, JsonSerializer.Serialize(text), metadata);
    }

    private static JsonObject Metadata(HostFunction function, DateTimeOffset now) => new()
    {
        ["sys"] = new JsonObject { ["MethodName"] = function.Name, ["UtcNow"] = now.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), ["RandGuid"] = Guid.NewGuid().ToString() },
    };

    private static string Payload(HostFunction function, JsonNode trigger, JsonObject metadata) =>
        new JsonObject { ["Data"] = new JsonObject { [function.Parameter] = trigger }, ["Metadata"] = metadata }.ToJsonString();

    private static JsonObject Told(Exception exception) => new()
    {
        ["ClassName"] = exception.GetType().FullName,
        ["Message"] = exception.Message,
        ["InnerException"] = exception.InnerException is { } inner ? Told(inner) : null,
    };

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);
}

using System.Text.Json;

namespace CreditFunctions.Standin;

/// <summary>What a host makes of the reply to an event.</summary>
internal static class TriggerReply
{
    /// <summary>The logs in a reply; null: the host waits for one that has something in it, until the time limit.</summary>
    /// <exception cref="InvocationException">The call failed.</exception>
    public static async Task<IReadOnlyList<string>?> ReadAsync(HttpResponseMessage reply)
    {
        if (!reply.IsSuccessStatusCode)
        {
            throw new InvocationException($"The handler answered {(int)reply.StatusCode}.");
        }

        var body = await reply.Content.ReadAsByteArrayAsync();
        if (body.Length == 0 || body.AsSpan().SequenceEqual("null"u8))
        {
            return null;
        }

        if (reply.Content.Headers.ContentType?.MediaType is not ("application/json" or "text/json"))
        {
            throw new InvocationException("The reply does not say that it is JSON.");
        }

        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.TryGetProperty("Logs", out var logs) && logs.ValueKind == JsonValueKind.Array ? [.. logs.EnumerateArray().Select(log => log.GetString()!)] : [];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new InvocationException("The reply is not a JSON object.", exception);
        }
    }
}

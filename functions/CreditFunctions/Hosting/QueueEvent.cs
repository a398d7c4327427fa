using System.Globalization;
using System.Text.Json;
using CreditFunctions.Http;

namespace CreditFunctions.Hosting;

/// <summary>A queue's event.</summary>
/// <param name="Message">The message's text.</param>
/// <param name="Receptions">How often it was received; null: the host does not say.</param>
internal sealed record QueueEvent(string Message, int? Receptions)
{
    /// <summary>Reads it, or says what is wrong with it: the host writes the text as a string, as JSON of a string within a string, or, where it is JSON of an object, as that.</summary>
    public static (QueueEvent? Event, Problem? Problem) Of(HostEvent posted)
    {
        var text = posted.Trigger.ValueKind switch
        {
            JsonValueKind.String => Unquoted(posted.Trigger.GetString()!),
            JsonValueKind.Object => posted.Trigger.GetRawText(),
            _ => null,
        };
        return text is null
            ? (null, Problem.Invalid(new FieldProblem("Data", "The member of 'Data' must be a string or an object: the message.")))
            : (new(text, HostEvent.Number(posted.Metadata, "DequeueCount")), null);
    }

    /// <summary>It in words.</summary>
    public override string ToString() => Receptions is { } times ? string.Create(CultureInfo.InvariantCulture, $"reception {times}") : "a message";

    private static string Unquoted(string text)
    {
        if (!text.StartsWith('"'))
        {
            return text;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.GetString()!;
        }
        catch (JsonException)
        {
            return text;
        }
    }
}

using System.Globalization;
using System.Text.Json;
using CreditFunctions.Http;

namespace CreditFunctions.Hosting;

/// <summary>A timer's event. What it tells is for the log alone: which slots a run is for depends on the schedule and the time.</summary>
/// <param name="IsPastDue">Was it due while the host was not there?</param>
/// <param name="Last">When the host last ran the function, as it tells it; null: never, or it does not say.</param>
/// <param name="IsByHand">Did somebody with the host's key ask for it?</param>
/// <param name="Retry">Which try after a failure it is; 0: the first.</param>
/// <param name="MaxRetries">How many there are at most; 0: the host does not say.</param>
internal sealed record TimerEvent(bool IsPastDue, DateTimeOffset? Last, bool IsByHand, int Retry, int MaxRetries)
{
    /// <summary>Reads it, or says what is wrong with it. A part that the host leaves out, or writes otherwise one day, keeps no run from being made.</summary>
    public static (TimerEvent? Event, Problem? Problem) Of(HostEvent posted)
    {
        if (posted.Trigger.ValueKind != JsonValueKind.Object)
        {
            return (null, Problem.Invalid(new FieldProblem("Data", "The member of 'Data' must be an object: the timer.")));
        }

        var retry = HostEvent.Member(posted.Metadata, "RetryContext");
        return (
            new(
                HostEvent.Member(posted.Trigger, "IsPastDue").ValueKind == JsonValueKind.True,
                LastOf(HostEvent.Member(posted.Trigger, "ScheduleStatus")),
                HostEvent.Member(posted.Metadata, "timer").ValueKind != JsonValueKind.Undefined,
                HostEvent.Number(retry, "RetryCount") ?? 0,
                HostEvent.Number(retry, "MaxRetryCount") ?? 0),
            null);
    }

    /// <summary>It in words: why the function is run.</summary>
    public override string ToString()
    {
        var words = new List<string> { IsByHand ? "by hand" : "by schedule" };
        if (IsPastDue)
        {
            words.Add("past due");
        }

        if (Retry > 0)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"retry {Retry} of {MaxRetries}"));
        }

        if (!IsByHand)
        {
            words.Add(Last is { } last ? string.Create(CultureInfo.InvariantCulture, $"last at {last.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}") : "no earlier one known");
        }

        return string.Join(", ", words);
    }

    /// <summary>Null or the year 1: the host knows of no earlier call.</summary>
    private static DateTimeOffset? LastOf(JsonElement status) =>
        HostEvent.Member(status, "Last") is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out var last) && last.Year > 1 ? last : null;
}

using System.Globalization;
using CreditFunctions.Ledger;

namespace CreditFunctions.Http;

/// <summary>Reads what comes in a request's path and query. Each method returns the problem, or null and the value.</summary>
internal static class RequestReading
{
    /// <summary>An id in the path.</summary>
    public static Problem? PathId(this HttpContext http, string name, out string id)
    {
        id = (string?)http.Request.RouteValues[name] ?? "";
        return Id.IsValid(id) ? null : Problem.Invalid(new FieldProblem(name, $"{name} must be {Id.Rule}."));
    }

    /// <summary>A whole number in the query, from 1 to <paramref name="max"/>.</summary>
    public static Problem? QueryLimit(this HttpContext http, int fallback, int max, out int limit)
    {
        limit = fallback;
        return !http.Request.Query.TryGetValue("limit", out var text)
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit >= 1 && limit <= max)
            ? null
            : Problem.Invalid(new FieldProblem("limit", $"limit is '{text}'; allowed is a whole number from 1 to {max}."));
    }

    /// <summary>A moment in the query that has passed.</summary>
    public static Problem? QueryPast(this HttpContext http, string name, Instant now, out Instant? instant)
    {
        instant = null;
        if (!http.Request.Query.TryGetValue(name, out var text))
        {
            return null;
        }

        // A plus sign in a query is a space: an offset such as +02:00 that was not percent-encoded is meant all the same.
        if (!Instant.TryParse(text.ToString().Replace(' ', '+'), out var read))
        {
            return Problem.Invalid(new FieldProblem(name, $"{name} is '{text}'; allowed is an RFC 3339 date-time such as 2026-03-01T00:00:00Z."));
        }

        if (read > now)
        {
            return Problem.Invalid(new FieldProblem(name, $"{name} is {read}, which is in the future; it is {now} now."));
        }

        instant = read;
        return null;
    }
}

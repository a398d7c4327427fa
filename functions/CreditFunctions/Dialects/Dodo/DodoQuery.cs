using System.Globalization;
using CreditFunctions.Http;
using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects.Dodo;

/// <summary>A page that is asked for.</summary>
/// <param name="Size">Items of it, 0 to <see cref="DodoQuery.MaxPageSize"/>.</param>
/// <param name="Number">Which it is, from 0.</param>
internal readonly record struct DodoPage(int Size, int Number)
{
    /// <summary>Items before it.</summary>
    public long Skip => (long)Size * Number;
}

/// <summary>Reads query parameters. Each method returns the problem, or null and the value; parameters that nobody asks for are ignored.</summary>
internal static class DodoQuery
{
    /// <summary>The most items of a page.</summary>
    public const int MaxPageSize = 100;

    /// <summary>The most items before a page, where those are read to be passed over.</summary>
    public const int MaxSkipped = 100_000;

    private const int DefaultPageSize = 10;

    /// <summary>From the first to the last microsecond of a day.</summary>
    private static readonly TimeSpan RestOfDay = TimeSpan.FromDays(1) - TimeSpan.FromMicroseconds(1);

    /// <summary><c>page_size</c> and <c>page_number</c>.</summary>
    public static Problem? Page(HttpContext http, out DodoPage page)
    {
        var (badSize, badNumber) = (Whole(http, "page_size", DefaultPageSize, MaxPageSize, out var size), Whole(http, "page_number", 0, int.MaxValue, out var number));
        page = new(size, number);
        return badSize ?? badNumber;
    }

    /// <summary><c>page_size</c> and <c>page_number</c> of a list that is read up to the page.</summary>
    public static Problem? PageNotTooDeep(HttpContext http, out DodoPage page) => Page(http, out page) ?? (page.Skip <= MaxSkipped ? null : DodoErrors.Query(
        "page_number", string.Create(CultureInfo.InvariantCulture, $"page_number times page_size is {page.Skip}; at most {MaxSkipped} items may come before a page: narrow the list by a filter.")));

    /// <summary><c>true</c> or <c>false</c>, which is the default.</summary>
    public static Problem? Flag(HttpContext http, string name, out bool value)
    {
        value = false;
        return !http.Request.Query.TryGetValue(name, out var text) || bool.TryParse(text, out value)
            ? null
            : DodoErrors.Query(name, $"{name} is '{Problem.Shown(text.ToString())}'; allowed are true and false.");
    }

    /// <summary>One of the names of an enumeration; null: none is given.</summary>
    public static Problem? Named<T>(HttpContext http, string name, out T? value)
        where T : struct, Enum
    {
        value = null;
        if (!http.Request.Query.TryGetValue(name, out var text))
        {
            return null;
        }

        if (!SnakeCase.TryParse<T>(text.ToString(), out var read))
        {
            return DodoErrors.Query(name, $"{name} is '{Problem.Shown(text.ToString())}'; allowed are {SnakeCase.Allowed<T>()}.");
        }

        value = read;
        return null;
    }

    /// <summary>A date-time, or a date: its first moment, or as an <paramref name="isEnd"/> its last; null: none is given.</summary>
    public static Problem? Time(HttpContext http, string name, bool isEnd, out Instant? value)
    {
        value = null;
        if (!http.Request.Query.TryGetValue(name, out var given))
        {
            return null;
        }

        // A plus sign in a query is a space: an offset such as +02:00 that was not percent-encoded is meant all the same.
        var text = given.ToString().Replace(' ', '+');
        if (Instant.TryParse(text, out var time))
        {
            value = time;
        }
        else if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && Instant.TryParse($"{text}T00:00:00Z", out var midnight))
        {
            value = isEnd ? midnight.Plus(RestOfDay) : midnight;
        }

        return value is not null ? null : DodoErrors.Query(
            name, $"{name} is '{Problem.Shown(text)}'; allowed is a date such as 2026-03-01 or an RFC 3339 date-time such as 2026-03-01T00:00:00Z, from 1970 on.");
    }

    private static Problem? Whole(HttpContext http, string name, int fallback, int max, out int value)
    {
        value = fallback;
        return !http.Request.Query.TryGetValue(name, out var text)
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= max)
            ? null
            : DodoErrors.Query(name, string.Create(CultureInfo.InvariantCulture, $"{name} is '{Problem.Shown(text.ToString())}'; allowed is a whole number from 0 to {max}."));
    }
}

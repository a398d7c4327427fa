using System.Globalization;

namespace CreditFunctions.Dialects.Asset;

/// <summary>The headers that tell a caller where it stands in the present minute; every answer has them.</summary>
internal static class RateHeaders
{
    private const string Limit = "x-ratelimit-limit";
    private const string Remaining = "x-ratelimit-remaining";
    private const string Reset = "x-ratelimit-reset";

    /// <summary>Puts them on whatever the answer will be; only then, since an error clears the headers that were set before it.</summary>
    public static void Begin(HttpContext http) => http.Response.OnStarting(static state => WriteAsync((HttpContext)state), http);

    /// <summary>Keeps what is known once the request is counted. Before that it is the limit of a business that asked nothing.</summary>
    public static void Show(HttpContext http, RequestRate rate) => http.Features.Set(rate);

    private static Task WriteAsync(HttpContext http)
    {
        if ((http.Features.Get<RequestRate>() ?? http.RequestServices.GetRequiredService<RequestRates>().Of(AssetDialect.Dialect)) is { } rate)
        {
            var headers = http.Response.Headers;
            headers[Limit] = rate.Limit.ToString(CultureInfo.InvariantCulture);
            headers[Remaining] = rate.Remaining.ToString(CultureInfo.InvariantCulture);
            headers[Reset] = rate.ResetsAt.ToString(CultureInfo.InvariantCulture);
        }

        return Task.CompletedTask;
    }
}

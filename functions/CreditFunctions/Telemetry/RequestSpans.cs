using System.Diagnostics;
using CreditFunctions.Authentication;
using CreditFunctions.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace CreditFunctions.Telemetry;

/// <summary>Says on the span of each request, which ASP.NET Core makes and which continues the caller's trace, what it was: the route, never the path, which names customers.</summary>
internal static class RequestSpans
{
    private const int FirstServerError = 500;

    private static readonly HashSet<string> Known = new(
        [HttpMethods.Get, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete, HttpMethods.Head, HttpMethods.Options, HttpMethods.Trace, HttpMethods.Connect],
        StringComparer.OrdinalIgnoreCase);

    public static void UseRequestSpans(this WebApplication app) => app.Use(static async (http, next) =>
    {
        try
        {
            await next(http);
        }
        finally
        {
            // Null: the sampler leaves it out.
            if (http.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span)
            {
                Describe(span, http);
            }
        }
    });

    private static void Describe(Activity span, HttpContext http)
    {
        // The caller may call its method anything.
        var (method, route) = (Known.TryGetValue(http.Request.Method, out var known) ? known : "_OTHER", (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
        var name = known ?? "HTTP";
        span.DisplayName = route is null ? name : $"{name} {route}";
        span.SetTag("http.request.method", method).SetTag("http.route", route).SetTag("http.response.status_code", http.Response.StatusCode);
        span.SetTag("function", http.GetEndpoint()?.Metadata.GetMetadata<HttpFunction>()?.Name);
        span.SetTag("business", http.Features.Get<Caller>()?.Business.Id);
        if (http.Response.StatusCode >= FirstServerError)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}

using System.Text.RegularExpressions;

namespace CreditFunctions.Dialects;

/// <summary>Gives a request its dialect, before it is routed.</summary>
internal static partial class DialectRouting
{
    /// <summary>Must come before whatever may refuse a request.</summary>
    public static void UseDialects(this WebApplication app, IReadOnlyList<Dialect> dialects) => app.Use((http, next) =>
    {
        foreach (var dialect in dialects)
        {
            if (dialect.Owns(http.Request.Path))
            {
                Speak(http, dialect);
                break;
            }
        }

        return next(http);
    });

    /// <summary>The dialect of a request; null: it is the own API's.</summary>
    public static Dialect? Dialect(this HttpContext http) => http.Features.Get<Dialect>();

    private static void Speak(HttpContext http, Dialect dialect)
    {
        http.Features.Set(dialect);
        http.Features.Set(dialect.Shape);
        dialect.Begin?.Invoke(http);
        if (dialect.CollapsesSlashes && http.Request.Path.Value is { } path && path.Contains("//", StringComparison.Ordinal))
        {
            http.Request.Path = Slashes().Replace(path, "/");
        }
    }

    [GeneratedRegex("/{2,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Slashes();
}

using System.Text.RegularExpressions;

namespace CreditFunctions.Dialects;

/// <summary>Gives a request its dialect, before it is routed.</summary>
internal static partial class DialectRouting
{
    /// <summary>Must come before whatever may refuse a request.</summary>
    public static void UseDialects(this WebApplication app, IReadOnlyList<Dialect> dialects) => app.Use((http, next) =>
    {
        var path = http.Request.Path;
        var collapsed = path.Value!.Contains("//", StringComparison.Ordinal) ? new PathString(Slashes().Replace(path.Value, "/")) : path;
        foreach (var dialect in dialects)
        {
            var read = dialect.CollapsesSlashes ? collapsed : path;
            if (dialect.Owns(read))
            {
                http.Request.Path = read;
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
    }

    [GeneratedRegex("/{2,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Slashes();
}

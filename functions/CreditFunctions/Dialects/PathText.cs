namespace CreditFunctions.Dialects;

/// <summary>Reads what a path names where it need not keep the rule of an id.</summary>
internal static class PathText
{
    /// <summary>A part of the path, decoded: routing leaves an encoded slash as it is, so that the path is not cut there.</summary>
    public static string PathValue(this HttpContext http, string name) =>
        ((string?)http.Request.RouteValues[name] ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}

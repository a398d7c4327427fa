using CreditFunctions.Hosting;
using CreditFunctions.Http;

namespace CreditFunctions.Dialects;

/// <summary>A vendor's API that this program answers: which paths are its own, what is there, and how its errors look.</summary>
/// <param name="Name">The vendor in one lower-case word; also the system whose external ids name its customers.</param>
/// <param name="Prefixes">Route templates of all its paths, for the Functions host: what no function of it matches is still its own to refuse.</param>
/// <param name="Owns">Is a path its own?</param>
/// <param name="Shape">How its errors look.</param>
/// <param name="Functions">What is there.</param>
internal sealed record Dialect(
    string Name, IReadOnlyList<string> Prefixes, Func<PathString, bool> Owns, ErrorShape Shape, IReadOnlyList<HttpFunction> Functions)
{
    /// <summary>Sets the headers that every answer of it carries; null: there are none.</summary>
    public Action<HttpContext>? Begin { get; init; }

    /// <summary>Does it read <c>//</c> in a path as <c>/</c>?</summary>
    public bool CollapsesSlashes { get; init; }

    /// <summary>How many requests a minute a business may make unless the setting says otherwise; null: as many as it likes.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Tells a caller where it stands; null: it does not.</summary>
    public Action<HttpContext, RequestRate>? ShowRate { get; init; }
}

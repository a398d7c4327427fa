using System.Buffers;
using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects.Asset;

/// <summary>The business that a path or a token's request names: it must be the caller's own.</summary>
internal static class BusinessPath
{
    /// <summary>Its name in the routes.</summary>
    public const string Parameter = "business_id";

    private const string Prefix = "biz_";
    private const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>The business of a path; the problem, or null and the business.</summary>
    public static async ValueTask<(Business? Business, Problem? Problem)> ReadAsync(HttpContext http, CachedDirectory directory)
    {
        var own = Caller.Of(http).Business;
        var problem = await CheckAsync((string?)http.Request.RouteValues[Parameter] ?? "", own, "path." + Parameter, directory, http.RequestAborted);
        return problem is null ? (own, null) : (null, problem);
    }

    /// <summary>What is wrong with naming a business, if anything is.</summary>
    /// <param name="id">The name.</param>
    /// <param name="own">The caller's own business: whatever its id looks like, it is well formed.</param>
    /// <param name="at">Where it was named.</param>
    /// <param name="directory">The businesses there are.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    public static async ValueTask<Problem?> CheckAsync(string id, Business own, string at, CachedDirectory directory, CancellationToken cancellationToken)
    {
        if (string.Equals(id, own.Id, StringComparison.Ordinal))
        {
            return null;
        }

        if (!IsWellFormed(id))
        {
            return AssetErrors.Invalid(new FieldProblem(at, "Invalid biz id"));
        }

        return Id.IsValid(id) && await directory.BusinessAsync(id, cancellationToken) is not null
            ? AssetErrors.Forbidden("The credentials are for another business")
            : AssetErrors.NotFound("Business not found");
    }

    private static bool IsWellFormed(string id) =>
        id.StartsWith(Prefix, StringComparison.Ordinal) && id.Length > Prefix.Length && id.Length <= Prefix.Length + MaxLength && id.AsSpan(Prefix.Length).IndexOfAnyExcept(Allowed) < 0;
}

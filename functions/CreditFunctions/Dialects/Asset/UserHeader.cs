using CreditFunctions.Http;

namespace CreditFunctions.Dialects.Asset;

/// <summary>The header <c>x-user-id</c>: for whom the caller acts. It is noted down and gives no rights.</summary>
internal static class UserHeader
{
    private const string Name = "x-user-id";

    /// <summary>Who it is; null: nobody is named. The problem, or null.</summary>
    public static Problem? Read(HttpContext http, out string? user)
    {
        user = http.Request.Headers[Name].ToString() is { Length: > 0 } text ? text : null;
        return user?.Length > Memo.MaxTextLength
            ? AssetErrors.Invalid(new FieldProblem("header." + Name, $"{Name} has {user.Length} characters; at most {Memo.MaxTextLength} are allowed."))
            : null;
    }

    /// <summary>How it is noted down.</summary>
    public static Dictionary<string, string>? Metadata(string? user) => user is null ? null : new(StringComparer.Ordinal) { [Memo.CreatedBy] = user };
}

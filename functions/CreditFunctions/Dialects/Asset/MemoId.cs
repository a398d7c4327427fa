using CreditFunctions.Http;
using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects.Asset;

/// <summary>Ids of credit memos and of the journal entries that make and void them. A memo is a grant: its id is that of the entry that made it.</summary>
internal static class MemoId
{
    /// <summary>Its name in the routes.</summary>
    public const string Parameter = "credit_memo_id";

    /// <summary>Stands before the id of a memo.</summary>
    public const string Prefix = "cm_";

    /// <summary>Stands before the id of a journal entry.</summary>
    public const string EntryPrefix = "je_";

    /// <summary>The memo that a path names; the problem, or null and its id.</summary>
    public static Problem? CreditMemo(this HttpContext http, out LocatedId id) =>
        LocatedId.TryParse((string?)http.Request.RouteValues[Parameter] ?? "", Prefix, out id)
            ? null
            : AssetErrors.Invalid(new FieldProblem("path." + Parameter, "Invalid cm id"));
}

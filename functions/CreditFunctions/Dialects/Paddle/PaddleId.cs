using System.Buffers;

namespace CreditFunctions.Dialects.Paddle;

/// <summary>Ids as Paddle has them: a prefix, and 26 small letters and digits.</summary>
internal static class PaddleId
{
    public const string Customer = "ctm_";
    public const string Adjustment = "adj_";
    public const string AdjustmentItem = "adjitm_";
    public const string Transaction = "txn_";
    public const string TransactionItem = "txnitm_";
    public const string Subscription = "sub_";

    private const int Length = 26;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>Is it an id with that prefix?</summary>
    public static bool Is(string? text, string prefix) =>
        text is not null && text.Length == prefix.Length + Length && text.StartsWith(prefix, StringComparison.Ordinal) && !text.AsSpan(prefix.Length).ContainsAnyExcept(Allowed);

    /// <summary>The rule for ids with that prefix, for error messages.</summary>
    public static string Rule(string prefix) => $"{prefix} and 26 small letters and digits";
}

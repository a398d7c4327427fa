using System.Buffers;

namespace CreditFunctions.Ledger;

/// <summary>
/// The rule for every id a caller may choose (business, customer, entitlement, custom unit): 1 to 64 of the characters
/// <c>A-Z a-z 0-9 _ . : -</c>. All of them sort after <c>!</c>, which separates the parts of a row key.
/// </summary>
public static class Id
{
    /// <summary>The most characters an id has.</summary>
    public const int MaxLength = 64;

    /// <summary>The rule in words, for error messages.</summary>
    public const string Rule = "1 to 64 of the characters A-Z a-z 0-9 _ . : -";

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-");

    /// <summary>Does <paramref name="text"/> keep the rule?</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => text.Length is > 0 and <= MaxLength && !text.ContainsAnyExcept(Allowed);
}

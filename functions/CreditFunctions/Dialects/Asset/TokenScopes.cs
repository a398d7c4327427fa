using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects.Asset;

/// <summary>Asset's names of what a token may do, beside the own ones.</summary>
internal static class TokenScopes
{
    private static readonly (string Name, Scopes Scope)[] Names =
    [
        ("report:read", Scopes.ReportRead),
        ("credit_memo:create", Scopes.LedgerWrite),
        ("credit_memo:read", Scopes.BalancesRead),
    ];

    /// <summary>All names that are understood.</summary>
    public static IEnumerable<string> All => Names.Select(pair => pair.Name).Union(ScopeNames.All, StringComparer.Ordinal);

    /// <summary>Asset's name of a scope that one of its functions needs.</summary>
    public static string NameOf(Scopes scope) => Names.First(pair => pair.Scope == scope).Name;

    /// <summary>Reads one name.</summary>
    public static bool TryParse(string name, out Scopes scope)
    {
        scope = Array.Find(Names, pair => string.Equals(pair.Name, name, StringComparison.Ordinal)).Scope;
        return scope != Scopes.None || (!name.Contains(',', StringComparison.Ordinal) && ScopeNames.TryParse(name, out scope) && scope != Scopes.None);
    }
}

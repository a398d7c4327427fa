using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CreditFunctions.Ledger;

namespace CreditFunctions.Storage.Directory;

/// <summary>What a key may do.</summary>
[Flags]
public enum Scopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>balances:read</c>: customers, credits, entries, entitlements.</summary>
    BalancesRead = 1,

    /// <summary><c>report:read</c>: reports and their snapshots.</summary>
    ReportRead = 2,

    /// <summary><c>ledger:write</c>: put customers, post commands.</summary>
    LedgerWrite = 4,

    /// <summary><c>report:run</c>: run a snapshot now.</summary>
    ReportRun = 8,

    /// <summary><c>admin</c>: put entitlements.</summary>
    Admin = 16,

    /// <summary>All of them.</summary>
    All = BalancesRead | ReportRead | LedgerWrite | ReportRun | Admin,
}

/// <summary>The wire names of <see cref="Scopes"/>.</summary>
public static class ScopeNames
{
    private static readonly (Scopes Scope, string Name)[] Names =
    [
        (Scopes.BalancesRead, "balances:read"),
        (Scopes.ReportRead, "report:read"),
        (Scopes.LedgerWrite, "ledger:write"),
        (Scopes.ReportRun, "report:run"),
        (Scopes.Admin, "admin"),
    ];

    /// <summary>All names.</summary>
    public static IEnumerable<string> All => Names.Select(pair => pair.Name);

    /// <summary>The names, separated by spaces.</summary>
    public static string Format(Scopes scopes) => string.Join(' ', Names.Where(pair => scopes.HasFlag(pair.Scope)).Select(pair => pair.Name));

    /// <summary>Reads names separated by spaces or commas.</summary>
    public static bool TryParse(string text, out Scopes scopes)
    {
        scopes = Scopes.None;
        foreach (var word in text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            var (scope, name) = Array.Find(Names, pair => string.Equals(pair.Name, word, StringComparison.Ordinal));
            if (name is null)
            {
                return false;
            }

            scopes |= scope;
        }

        return true;
    }
}

/// <summary>A key of the service's API, as it is kept: without the key itself.</summary>
/// <param name="Hash">SHA-256 of the key, 64 hexadecimal digits.</param>
/// <param name="Business">The one business it belongs to.</param>
/// <param name="Name">What its holder calls it.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="RevokedAt">When it stopped to work; null: it works.</param>
public sealed record ApiKey(string Hash, string Business, string Name, Scopes Scopes, Instant CreatedAt, Instant? RevokedAt)
{
    /// <summary>The longest key that is looked at.</summary>
    public const int MaxLength = 255;

    /// <summary>A new key: <c>cf_</c> and 32 random bytes in base64url.</summary>
    public static string NewSecret() => "cf_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The hash a key is kept and found by. Keys are long and random, so a plain SHA-256 gives nothing away.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Is it the key with this hash? Takes the same time whatever the answer.</summary>
    public bool Matches(string hash) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash), Encoding.ASCII.GetBytes(hash));
}

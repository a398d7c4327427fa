using System.Text.RegularExpressions;

namespace CreditFunctions.Tests.Application;

/// <summary>What no log may hold: keys of callers, signatures, tokens, the storage account's key, e-mails.</summary>
internal static partial class Secrets
{
    /// <summary>The first in a text; null: there is none.</summary>
    public static string? In(string text) => Any().Match(text) is { Success: true } found ? found.Value : null;

    [GeneratedRegex(@"cf_\w+|\bsig=|\b(Bearer|Basic|Token|SharedKey)\s+\S+|\beyJ[\w-]+\.|AccountKey=|[\w.+-]+@[\w-]+\.\w+", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Any();
}

using System.Text.RegularExpressions;
using CreditFunctions.Azurite;

namespace CreditFunctions.Sdk;

/// <summary>The clients' test files, and the names of the tests in them.</summary>
public static partial class ClientFiles
{
    /// <summary>Where they are, from the root of the repository.</summary>
    public const string Folder = "tests/CreditFunctions.Sdk.Tests/clients";

    /// <summary>The names of all test files.</summary>
    public static IEnumerable<string> All => Directory.EnumerateFiles(NodePackages.Find(Folder), "*.test.mjs").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    /// <summary>The names of the tests of a file.</summary>
    public static IEnumerable<string> TestsOf(string file) =>
        TestName.Matches(File.ReadAllText(Path.Combine(NodePackages.Find(Folder), file))).Select(match => match.Groups["name"].Value);

    // What this overlooks, the run reports: see ClientTests.
    [GeneratedRegex(@"^test\('(?<name>[^'\\]+)'", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestName { get; }
}

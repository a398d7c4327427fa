using CreditFunctions.Azurite;

namespace CreditFunctions.Infra;

/// <summary>The folder infra of this repository.</summary>
internal static class InfraFolder
{
    /// <summary>Where the check is, from the root of the repository.</summary>
    public const string Check = "infra/check";

    /// <summary>Its full path.</summary>
    public static string Path { get; } = Directory.GetParent(NodePackages.Find(Check))!.FullName;

    /// <summary>The full path of a file in it.</summary>
    public static string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The files of samples with a mistake each.</summary>
    public static IEnumerable<string> Broken =>
        Directory.EnumerateFiles(System.IO.Path.Combine(Directory.GetParent(Path)!.FullName, "tests", "CreditFunctions.Infra.Tests", "Broken")).Order(StringComparer.Ordinal);
}

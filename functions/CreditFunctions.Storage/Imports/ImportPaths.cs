using System.Globalization;

namespace CreditFunctions.Storage.Imports;

/// <summary>Names in the container <c>imports</c>. Part of the data format.</summary>
internal static class ImportPaths
{
    /// <summary>What was sent.</summary>
    public static string Body(string business, string import) => $"{business}/{import}/body";

    /// <summary>What the one who works it off holds a lease on.</summary>
    public static string Lock(string business, string import) => $"{business}/{import}/lock";

    /// <summary>The rejected lines of all parts.</summary>
    public static string Rejected(string business, string import) => $"{business}/{import}/rejected/";

    /// <summary>The rejected lines of the part of the body that begins at an offset: making it again writes over it.</summary>
    public static string Rejected(string business, string import, long offset) =>
        string.Create(CultureInfo.InvariantCulture, $"{Rejected(business, import)}{offset:D19}.csv");

    /// <summary>The offset of a part's name.</summary>
    public static long OffsetOf(string rejected) =>
        long.Parse(rejected.AsSpan(rejected.LastIndexOf('/') + 1, 19), CultureInfo.InvariantCulture);
}

using System.Text.RegularExpressions;

namespace CreditFunctions.Storage;

/// <summary>What tables, containers and queues may be called. Checked before a name becomes part of an address.</summary>
public static partial class NameRules
{
    /// <summary><paramref name="name"/>, if it is 3 to 63 ASCII letters and digits and begins with a letter.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static string CheckTable(string name) => Table.IsMatch(name)
        ? name
        : throw new ArgumentException($"'{name}' is no table's name: 3 to 63 letters and digits, a letter first.", nameof(name));

    /// <summary><paramref name="name"/>, if it is 3 to 63 small ASCII letters, digits and single dashes between them.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static string CheckContainer(string name) => CheckDashed(name, "container");

    /// <summary><paramref name="name"/>, if it is 3 to 63 small ASCII letters, digits and single dashes between them.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static string CheckQueue(string name) => CheckDashed(name, "queue");

    private static string CheckDashed(string name, string what) => Dashed.IsMatch(name)
        ? name
        : throw new ArgumentException($"'{name}' is no {what}'s name: 3 to 63 small letters, digits and single dashes between them.", nameof(name));

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9]{2,62}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Table { get; }

    [GeneratedRegex(@"\A(?=.{3,63}\z)[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Dashed { get; }
}

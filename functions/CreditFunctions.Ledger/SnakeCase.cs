using System.Text.Json;

namespace CreditFunctions.Ledger;

/// <summary>How the values of an enumeration are written in JSON, in tables and in answers: snake case. A name, once used, keeps its meaning.</summary>
public static class SnakeCase
{
    /// <summary>The name of a value.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum =>
        Of<T>.Names[Array.IndexOf(Of<T>.Values, value)];

    /// <summary>The value of a name.</summary>
    public static bool TryParse<T>(string name, out T value)
        where T : struct, Enum
    {
        var at = Array.IndexOf(Of<T>.Names, name);
        value = at < 0 ? default : Of<T>.Values[at];
        return at >= 0;
    }

    /// <summary>The value of a name.</summary>
    /// <exception cref="FormatException">There is none of that name.</exception>
    public static T Parse<T>(string name)
        where T : struct, Enum =>
        TryParse<T>(name, out var value) ? value : throw new FormatException($"'{name}' is none of {Allowed<T>()}.");

    /// <summary>All names, in words.</summary>
    public static string Allowed<T>()
        where T : struct, Enum =>
        string.Join(", ", Of<T>.Names);

    private static class Of<T>
        where T : struct, Enum
    {
        public static readonly T[] Values = Enum.GetValues<T>();
        public static readonly string[] Names = [.. Values.Select(value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()))];
    }
}

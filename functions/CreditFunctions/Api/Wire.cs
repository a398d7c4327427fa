using System.Text.Json;

namespace CreditFunctions.Api;

/// <summary>Enumerations in JSON: snake case.</summary>
internal static class Wire
{
    /// <summary>The wire name of a value.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum =>
        Names<T>.All[Array.IndexOf(Enum.GetValues<T>(), value)];

    /// <summary>The value of a wire name.</summary>
    public static bool TryParse<T>(string name, out T value)
        where T : struct, Enum
    {
        var at = Array.IndexOf(Names<T>.All, name);
        value = at < 0 ? default : Enum.GetValues<T>()[at];
        return at >= 0;
    }

    /// <summary>What is allowed, in words.</summary>
    public static string Allowed<T>()
        where T : struct, Enum =>
        string.Join(", ", Names<T>.All);

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly string[] All = [.. Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];
    }
}

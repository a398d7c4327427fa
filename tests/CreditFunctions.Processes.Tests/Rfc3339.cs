using System.Globalization;

namespace CreditFunctions.Processes;

/// <summary>Times as the API takes them.</summary>
public static class Rfc3339
{
    public static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}

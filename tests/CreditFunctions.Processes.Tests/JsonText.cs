using System.Text;

namespace CreditFunctions.Processes;

/// <summary>A body of JSON.</summary>
public static class JsonText
{
    public static StringContent Of(string json) => new(json, Encoding.UTF8, "application/json");
}

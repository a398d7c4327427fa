using System.Text.Json;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Dialects.TeamUp;

/// <summary>The report as TeamUp's clients ask for it.</summary>
internal static class TeamUpPaths
{
    public const string Report = "/api/v2/reports/customer_credits";
    public const string Data = Report + "/data";
    public const string Export = Report + "/export";

    private static readonly JsonElement DataSchema =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Dialects", "TeamUp", "Schemas", "customer-credits-data.json"))).RootElement;

    /// <summary>The report as JSON; whenever it is answered it has the shape TeamUp documents.</summary>
    public static async Task<Answer> JsonAsync(this CreditApplication app, string query = "")
    {
        var answer = await app.GetAsync($"{Data}?format=json&{query}");
        if (answer.Status == 200)
        {
            Assert.Empty(JsonSchema.Problems(answer.Json, DataSchema));
        }

        return answer;
    }

    /// <summary>The strings of a money column, row by row.</summary>
    public static string Column(this Answer answer, string column = "amount")
    {
        Assert.True(answer.Status == 200, answer.Text);
        return string.Join(' ', answer.Json.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty(column)).Select(cell =>
            cell.ValueKind == JsonValueKind.Object ? cell.GetProperty("string").GetString() : cell.GetString()));
    }
}

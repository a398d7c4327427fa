using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Dialects.TeamUp;

/// <summary>The report as TeamUp's clients ask for it.</summary>
internal static class TeamUpPaths
{
    public const string Report = "/api/v2/reports/customer_credits";
    public const string Data = Report + "/data";
    public const string Export = Report + "/export";

    public static Task<Answer> JsonAsync(this CreditApplication app, string query = "") => app.GetAsync($"{Data}?format=json&{query}");

    /// <summary>The strings of a money column, row by row.</summary>
    public static string Column(this Answer answer, string column = "amount")
    {
        Assert.True(answer.Status == 200, answer.Text);
        return string.Join(' ', answer.Json.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty(column)).Select(cell =>
            cell.ValueKind == System.Text.Json.JsonValueKind.Object ? cell.GetProperty("string").GetString() : cell.GetString()));
    }
}

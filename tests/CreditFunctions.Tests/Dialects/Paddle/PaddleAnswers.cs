using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Dialects.Paddle;

/// <summary>Reads Paddle's answers, whose request ids differ from one to the next.</summary>
internal static class PaddleAnswers
{
    public const string Customer = Scenes.PaddleCustomer;
    public const string Balances = $"/customers/{Customer}/credit-balances";

    /// <summary>Asserts a status and a JSON body in which <c>REQUEST</c> stands for the request's id, which the header names too.</summary>
    public static void IsPaddle(this Answer answer, int status, string json)
    {
        var id = answer.Header("Request-Id");
        Assert.True(Guid.TryParse(id, out _), id);
        answer.Is(status, json.Replace("REQUEST", id, StringComparison.Ordinal));
    }

    /// <summary>Asserts an error in Paddle's envelope.</summary>
    public static void IsError(this Answer answer, int status, string type, string code, string detail, string more = "") => answer.IsPaddle(status, $$$"""
        {"error":{"type":"{{{type}}}","code":"{{{code}}}","detail":"{{{detail}}}","documentation_url":"https://developer.paddle.com/errors/shared/{{{code}}}"{{{more}}}},"meta":{"request_id":"REQUEST"}}
        """);

    /// <summary>Status, code and first field of an error: what a table of bad input expects.</summary>
    public static string Error(this Answer answer) =>
        $"{answer.Status} {answer.At("error.type")} {answer.At("error.code")} {(answer.Json.GetProperty("error").TryGetProperty("errors", out var fields) ? fields[0].GetProperty("field").GetString() : "-")}";

    /// <summary>Action, total and time of each adjustment of an answer.</summary>
    public static string Adjustments(this Answer answer)
    {
        Assert.True(answer.Status == 200, answer.Text);
        return string.Join(", ", answer.Json.GetProperty("data").EnumerateArray().Select(one =>
            $"{one.GetProperty("action").GetString()} {one.GetProperty("totals").GetProperty("total").GetString()} {one.GetProperty("created_at").GetString()![..10]}"));
    }
}

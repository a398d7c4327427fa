using CreditFunctions.Ledger;
using CreditFunctions.Tests.Application;
using Answer = CreditFunctions.Tests.Application.Answer;

namespace CreditFunctions.Tests.Dialects.Dodo;

/// <summary>Calls of the Dodo Payments dialect, and what its answers are made of.</summary>
internal static class DodoCalls
{
    /// <summary>A credit entitlement that has all that is needed.</summary>
    public const string Hours = """{"name":"Lane hours","unit":"hours","precision":2,"overage_enabled":false,"rollover_enabled":false}""";

    /// <summary>The scenes' customer and entitlement.</summary>
    public const string Balance = $"/credit-entitlements/{Scenes.Entitlement}/balances/{Scenes.Customer}";

    /// <summary>The id of what stands in the scenes' account under a seq.</summary>
    public static string Id(string prefix, long seq, string entitlement = Scenes.Entitlement, string unit = "USD", string customer = Scenes.Customer) =>
        new LocatedId(Shard.Of(customer, Shard.DefaultCount), new AccountKey(CreditApplication.Business, customer, entitlement, unit).Hash, seq).ToString(prefix);

    /// <summary>Makes an entitlement that must be accepted; its id.</summary>
    public static async Task<string> AddEntitlementAsync(this CreditApplication app, string json = Hours)
    {
        var answer = await app.PostAsync("/credit-entitlements", json);
        Assert.True(answer.Status == 201, answer.Text);
        return answer.At("id")!;
    }

    /// <summary>Posts a ledger entry that must be accepted.</summary>
    public static async Task<Answer> PostEntryAsync(this CreditApplication app, string entitlement, string customer, string json)
    {
        var answer = await app.PostAsync($"/credit-entitlements/{entitlement}/balances/{customer}/ledger-entries", json);
        Assert.True(answer.Status == 201, answer.Text);
        return answer;
    }

    public static Task<Answer> PatchAsync(this CreditApplication app, string path, string json) => app.SendAsync(CreditApplication.Request(HttpMethod.Patch, path, json));

    /// <summary>A field of each item of a list.</summary>
    public static IReadOnlyList<string> Each(this Answer answer, string field) =>
        [.. Enumerable.Range(0, answer.Json.GetProperty("items").GetArrayLength()).Select(at => answer.At(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"items.{at}.{field}"))!)];

    /// <summary>Asserts an error: status, code and message, and nothing else in the body.</summary>
    public static void IsError(this Answer answer, int status, string code, string message) =>
        answer.Is(status, $$"""{"code":"{{code}}","message":{{System.Text.Json.JsonSerializer.Serialize(message)}}}""");

    /// <summary>Status and code, of an envelope that must have code and message and nothing else.</summary>
    public static string Error(this Answer answer)
    {
        Assert.Equal("application/json; charset=utf-8", answer.ContentType);
        Assert.Equal(["code", "message"], answer.Json.EnumerateObject().Select(static field => (string?)field.Name));
        Assert.NotEqual("", answer.At("message"));
        return $"{answer.Status} {answer.At("code")}";
    }

    /// <summary>All functions of the dialect, as requests that get as far as they can without a body.</summary>
    public static TheoryData<string, string> DodoFunctions => new()
    {
        { "GET", "/credit-entitlements" },
        { "POST", "/credit-entitlements" },
        { "GET", "/credit-entitlements/lane-credit" },
        { "PATCH", "/credit-entitlements/lane-credit" },
        { "DELETE", "/credit-entitlements/lane-credit" },
        { "POST", "/credit-entitlements/lane-credit/undelete" },
        { "GET", "/credit-entitlements/lane-credit/balances" },
        { "GET", Balance },
        { "GET", Balance + "/ledger" },
        { "GET", Balance + "/grants" },
        { "POST", Balance + "/ledger-entries" },
        { "GET", $"/customers/{Scenes.Customer}/credit-entitlements" },
    };
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Tests.Application;
using Microsoft.Extensions.DependencyInjection;

namespace CreditFunctions.Tests.Dialects.Asset;

/// <summary>Calls Asset's API. Every answer is held against the vendor's schema of it and must carry the headers that all carry.</summary>
internal static class AssetCalls
{
    public const string Business = "/v0/business/" + CreditApplication.Business;
    public const string Report = Business + "/reports/customer-credits";
    public const string Memos = Business + "/credit-memo";
    public const string Token = "/v0/auth/token";

    public static Task<Answer> AssetGetAsync(this CreditApplication app, string path, string? key = null) => app.AssetAsync(CreditApplication.Request(HttpMethod.Get, path), key);

    public static Task<Answer> AssetPostAsync(this CreditApplication app, string path, string? json, params (string Name, string Value)[] headers) =>
        app.AssetAsync(CreditApplication.Request(HttpMethod.Post, path, json, headers));

    /// <summary>Makes memos; each is the inside of a JSON object.</summary>
    public static Task<Answer> MakeAsync(this CreditApplication app, params string[] memos) => app.AssetPostAsync(Memos, $"[{string.Join(',', memos.Select(memo => $"{{{memo}}}"))}]");

    /// <summary>Makes a memo that must be made; its id.</summary>
    public static async Task<string> MemoAsync(this CreditApplication app, string number, string amount = "10", string customer = "c1")
    {
        var answer = await app.MakeAsync($"""
            "customer_id":"{customer}","number":"{number}","amount":{amount}
            """);
        Assert.True(answer.Status == 200 && answer.Json.GetProperty("errors").GetArrayLength() == 0, answer.Text);
        return answer.At("data.0.id")!;
    }

    /// <summary>Asks for a token.</summary>
    public static Task<Answer> TokenAsync(this CreditApplication app, params (string Name, string Value)[] form)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Token, UriKind.Relative))
        {
            Content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        return app.AssetBareAsync(request);
    }

    /// <summary>A token of the test's business, with a key of these scopes.</summary>
    public static async Task<string> TokenOfAsync(this CreditApplication app, Scopes scopes, params (string Name, string Value)[] more)
    {
        var answer = await app.TokenAsync([("client_id", CreditApplication.Business), ("client_secret", await app.KeyAsync(scopes)), .. more]);
        Assert.True(answer.Status == 200, answer.Text);
        return answer.At("access_token")!;
    }

    public static async Task<Answer> AssetAsync(this CreditApplication app, HttpRequestMessage request, string? key = null)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? await app.KeyAsync(Scopes.All));
        return await app.AssetBareAsync(request);
    }

    public static async Task<Answer> AssetBareAsync(this CreditApplication app, HttpRequestMessage request)
    {
        var (method, path) = (request.Method, request.RequestUri!.OriginalString.Split('?')[0]);
        var answer = await app.SendBareAsync(request);
        Assert.Equal("application/json; charset=utf-8", answer.ContentType);
        Assert.All(["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"], name => Assert.Matches("^[0-9]+$", answer.Header(name)));
        Assert.Empty(JsonSchema.Problems(answer.Json, SchemaOf(answer.Status, method, path)));
        return answer;
    }

    /// <summary>A business of its own currency, with a key of all scopes.</summary>
    public static async Task<string> AddBusinessAsync(this CreditApplication app, string business, string currency)
    {
        Assert.True(await app.Services.GetRequiredService<DirectoryStore>().AddBusinessAsync(new(business, currency, 16, app.Now), CancellationToken.None));
        return await app.KeyAsync(Scopes.All, business);
    }

    private static JsonElement SchemaOf(int status, HttpMethod method, string path)
    {
        var name = status >= 400 ? "error"
            : path == Token ? "token"
            : path.EndsWith("/customer-credits", StringComparison.Ordinal) ? "customer-credits"
            : !path.EndsWith("/credit-memo", StringComparison.Ordinal) ? "credit-memo"
            : method == HttpMethod.Get ? "credit-memos"
            : "created-credit-memos";
        return JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Dialects", "Asset", "Schemas", name + ".json"), Encoding.UTF8)).RootElement;
    }
}

using System.Text;
using System.Text.Json;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Tests.Application;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace CreditFunctions.Tests.Dialects.Asset;

public sealed class TokenTests
{
    private const string Client = CreditApplication.Business;
    private const long Now = 1795262400;

    [Fact]
    public async Task Create_ClientCredentials_GivesATokenForAnHour()
    {
        await using var app = await CreditApplication.StartAsync();

        var answer = await app.TokenAsync(("client_id", Client), ("client_secret", await app.KeyAsync(Scopes.All)), ("grant_type", "client_credentials"));

        var token = answer.At("access_token")!;
        answer.Is(200, $$"""{"access_token":"{{token}}","expires_in":{{Now + 3600}},"token_type":"Bearer"}""");
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        var parts = token.Split('.').Take(2).Select(part => JsonDocument.Parse(WebEncoders.Base64UrlDecode(part)).RootElement).ToList();
        Assert.Equal("HS256", parts[0].Cell("alg"));
        Assert.Equal(
            ("creditfunctions", app.Url.GetLeftPart(UriPartial.Authority), Client, ApiKey.HashOf(await app.KeyAsync(Scopes.All)), "balances:read report:read ledger:write report:run admin", Now, Now + 3600),
            (parts[1].Cell("iss"), parts[1].Cell("aud"), parts[1].Cell("business"), parts[1].Cell("sub"), parts[1].Cell("scope"), parts[1].GetProperty("iat").GetInt64(), parts[1].GetProperty("exp").GetInt64()));
        Assert.NotEmpty(parts[1].Cell("jti")!);
    }

    [Theory]
    [InlineData("password")]
    [InlineData(null)]
    [InlineData("")]
    public async Task Create_PasswordForm_IsReadAsClientCredentials(string? grantType)
    {
        await using var app = await CreditApplication.StartAsync();
        (string, string)[] form = [("username", Client), ("password", await app.KeyAsync(Scopes.ReportRead)), ("scope", ""), ("client_id", ""), ("client_secret", "")];

        var answer = await app.TokenAsync(grantType is null ? form : [.. form, ("grant_type", grantType)]);

        Assert.Equal(200, (await app.AssetGetAsync(AssetCalls.Report, answer.At("access_token"))).Status);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("86400", 86_400)]
    public async Task Create_Lifetime_IsInSecondsAndAnsweredAsAMoment(string seconds, long lifetime)
    {
        await using var app = await CreditApplication.StartAsync();

        var answer = await app.TokenAsync(("client_id", Client), ("client_secret", await app.KeyAsync(Scopes.All)), ("expires_in", seconds));

        Assert.Equal(Now + lifetime, answer.Json.GetProperty("expires_in").GetInt64());
    }

    [Fact]
    public async Task Token_WhenItsTimeIsOver_Is401()
    {
        await using var app = await CreditApplication.StartAsync();
        var token = await app.TokenOfAsync(Scopes.All, ("expires_in", "60"));
        app.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(200, (await app.AssetGetAsync(AssetCalls.Report, token)).Status);

        app.Clock.Advance(TimeSpan.FromSeconds(1));

        (await app.AssetGetAsync(AssetCalls.Report, token)).Is(401, """{"error":"Could not validate credentials","data":null}""");
    }

    [Fact]
    public async Task Token_OfARevokedKey_Is401Within30Seconds()
    {
        await using var app = await CreditApplication.StartAsync();
        var token = await app.TokenOfAsync(Scopes.All);
        var directory = app.Services.GetRequiredService<DirectoryStore>();
        var key = await directory.KeyAsync(ApiKey.HashOf(await app.KeyAsync(Scopes.All)), CancellationToken.None);
        await directory.PutKeyAsync(key! with { RevokedAt = app.Now }, CancellationToken.None);

        app.Clock.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(401, (await app.AssetGetAsync(AssetCalls.Report, token)).Status);
    }

    [Fact]
    public async Task Token_InAnotherProcess_IsGood()
    {
        await using var app = await CreditApplication.StartAsync();
        await using var other = await app.StartAnotherAsync();

        Assert.Equal(200, (await other.AssetGetAsync(AssetCalls.Report, await app.TokenOfAsync(Scopes.All))).Status);
    }

    [Fact]
    public async Task Token_AtTheOwnApi_IsGoodToo()
    {
        await using var app = await CreditApplication.StartAsync();
        var token = await app.TokenOfAsync(Scopes.All);

        Assert.Equal(200, (await app.GetAsync("/api/customers", ("Authorization", $"Bearer {token}"))).Status);
    }

    [Theory]
    [InlineData("report:read", 200, 403)]
    [InlineData("credit_memo:read", 403, 200)]
    [InlineData("balances:read", 403, 200)]
    [InlineData("report:read  credit_memo:read", 200, 200)]
    [InlineData("credit_memo:create", 403, 403)]
    public async Task Token_OfSomeScopes_MayDoNoMore(string scope, int report, int memos)
    {
        await using var app = await CreditApplication.StartAsync();
        var token = await app.TokenOfAsync(Scopes.All, ("scope", scope));

        Assert.Equal(report, (await app.AssetGetAsync(AssetCalls.Report, token)).Status);
        Assert.Equal(memos, (await app.AssetGetAsync(AssetCalls.Memos, token)).Status);
    }

    [Fact]
    public async Task Token_WhoseKeyLostAScope_LosesItToo()
    {
        await using var app = await CreditApplication.StartAsync();
        var token = await app.TokenOfAsync(Scopes.All);
        var directory = app.Services.GetRequiredService<DirectoryStore>();
        var key = await directory.KeyAsync(ApiKey.HashOf(await app.KeyAsync(Scopes.All)), CancellationToken.None);
        await directory.PutKeyAsync(key! with { Scopes = Scopes.BalancesRead }, CancellationToken.None);
        app.Clock.Advance(TimeSpan.FromSeconds(31));

        (await app.AssetGetAsync(AssetCalls.Report, token)).Is(403, """{"error":"Insufficient scope: report:read","data":null}""");
    }

    [Fact]
    public async Task Token_AnyCharacterChanged_Is401()
    {
        await using var app = await CreditApplication.StartAsync();
        var token = await app.TokenOfAsync(Scopes.All);
        var signature = token.LastIndexOf('.') + 1;

        foreach (var at in new[] { 5, token.IndexOf('.', StringComparison.Ordinal) + 5, signature, signature + 20 })
        {
            var forged = $"{token[..at]}{(token[at] == 'A' ? 'B' : 'A')}{token[(at + 1)..]}";
            Assert.Equal(401, (await app.AssetGetAsync(AssetCalls.Report, forged)).Status);
        }
    }

    [Theory]
    [InlineData("""{"alg":"none","typ":"JWT"}""")]
    [InlineData("""{"alg":"HS512","typ":"JWT"}""")]
    [InlineData("""{"typ":"JWT"}""")]
    public async Task Token_WithAnotherAlgorithm_Is401(string header)
    {
        await using var app = await CreditApplication.StartAsync();
        var parts = (await app.TokenOfAsync(Scopes.All)).Split('.');
        var encoded = WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(header));

        Assert.Equal(401, (await app.AssetGetAsync(AssetCalls.Report, $"{encoded}.{parts[1]}.")).Status);
        Assert.Equal(401, (await app.AssetGetAsync(AssetCalls.Report, $"{encoded}.{parts[1]}.{parts[2]}")).Status);
    }

    [Theory]
    [InlineData("eyJ..")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.e30.")]
    [InlineData("eyJ!.!.!")]
    public async Task Token_ThatIsNone_Is401(string token)
    {
        await using var app = await CreditApplication.StartAsync();

        (await app.AssetGetAsync(AssetCalls.Report, token)).Is(401, """{"error":"Could not validate credentials","data":null}""");
    }

    [Theory]
    [InlineData("https://api.example", "https://api.example")]
    [InlineData("urn:x:y", "urn:x:y")]
    public async Task Create_Resource_IsTheAudience(string resource, string audience)
    {
        await using var app = await CreditApplication.StartAsync();

        var token = await app.TokenOfAsync(Scopes.All, ("resource", resource));

        Assert.Equal(audience, JsonDocument.Parse(WebEncoders.Base64UrlDecode(token.Split('.')[1])).RootElement.Cell("aud"));
    }

    [Fact]
    public async Task Create_SeveralResources_AreAllAudiences()
    {
        await using var app = await CreditApplication.StartAsync();

        var token = await app.TokenOfAsync(Scopes.All, ("resource", "https://a.example"), ("resource", "https://b.example"));

        Assert.Equal("""["https://a.example","https://b.example"]""", JsonDocument.Parse(WebEncoders.Base64UrlDecode(token.Split('.')[1])).RootElement.GetProperty("aud").GetRawText());
        Assert.Equal(200, (await app.AssetGetAsync(AssetCalls.Report, token)).Status);
    }

    [Fact]
    public async Task Create_OwnBusinessNamed_IsTaken()
    {
        await using var app = await CreditApplication.StartAsync();

        Assert.NotEmpty(await app.TokenOfAsync(Scopes.All, ("business_id", Client)));
    }

    [Theory]
    [InlineData("business_id=biz_other", 403, """{"error":"The credentials are for another business","data":null}""")]
    [InlineData("business_id=biz_nobody", 404, """{"error":"Business not found","data":null}""")]
    [InlineData("business_id=x", 422, """{"error":"Validation error","data":[{"loc":["body","business_id"],"msg":"Invalid biz id","type":"value_error"}]}""")]
    [InlineData("scope=admin", 403, """{"error":"Insufficient scope: admin","data":null}""")]
    [InlineData("scope=invoice:create", 422, """{"error":"Validation error","data":[{"loc":["body","scope"],"msg":"There is no scope 'invoice:create'; there are report:read, credit_memo:create, credit_memo:read, balances:read, ledger:write, report:run, admin.","type":"value_error"}]}""")]
    [InlineData("scope=,", 422, """{"error":"Validation error","data":[{"loc":["body","scope"],"msg":"There is no scope ','; there are report:read, credit_memo:create, credit_memo:read, balances:read, ledger:write, report:run, admin.","type":"value_error"}]}""")]
    [InlineData("scope=report:read,admin", 422, """{"error":"Validation error","data":[{"loc":["body","scope"],"msg":"There is no scope 'report:read,admin'; there are report:read, credit_memo:create, credit_memo:read, balances:read, ledger:write, report:run, admin.","type":"value_error"}]}""")]
    [InlineData("expires_in=0", 422, """{"error":"Validation error","data":[{"loc":["body","expires_in"],"msg":"expires_in is '0'; allowed is a whole number of seconds from 1 to 86400.","type":"value_error"}]}""")]
    [InlineData("expires_in=86401", 422, """{"error":"Validation error","data":[{"loc":["body","expires_in"],"msg":"expires_in is '86401'; allowed is a whole number of seconds from 1 to 86400.","type":"value_error"}]}""")]
    [InlineData("expires_in=1e3", 422, """{"error":"Validation error","data":[{"loc":["body","expires_in"],"msg":"expires_in is '1e3'; allowed is a whole number of seconds from 1 to 86400.","type":"value_error"}]}""")]
    [InlineData("grant_type=refresh_token", 422, """{"error":"Validation error","data":[{"loc":["body","grant_type"],"msg":"grant_type is 'refresh_token'; allowed is client_credentials.","type":"value_error"}]}""")]
    [InlineData("client_id=biz_test", 422, """{"error":"Validation error","data":[{"loc":["body","client_id"],"msg":"client_id is there 2 times; it may be there once.","type":"value_error"}]}""")]
    [InlineData("resource=/local", 422, """{"error":"Validation error","data":[{"loc":["body","resource"],"msg":"resource must be an absolute URI without a fragment, of at most 200 characters, and may be there 5 times.","type":"value_error"}]}""")]
    [InlineData("resource=https://a.example%23part", 422, """{"error":"Validation error","data":[{"loc":["body","resource"],"msg":"resource must be an absolute URI without a fragment, of at most 200 characters, and may be there 5 times.","type":"value_error"}]}""")]
    public async Task Create_FieldAtFault_IsNamed(string more, int status, string body)
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddBusinessAsync("biz_other", "USD");

        var answer = await PostAsync(app, $"client_id={Client}&client_secret={await app.KeyAsync(Scopes.ReportRead)}&{more}");

        answer.Is(status, body);
    }

    [Theory]
    [InlineData("biz_test", "cf_wrong")]
    [InlineData("biz_nobody", "cf_biz_test_31")]
    [InlineData("biz_other", "cf_biz_test_31")]
    [InlineData("not an id", "cf_biz_test_31")]
    public async Task Create_WrongPair_Is401(string client, string secret)
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddBusinessAsync("biz_other", "USD");
        await app.KeyAsync(Scopes.All);

        var answer = await app.TokenAsync(("client_id", client), ("client_secret", secret));

        answer.Is(401, """{"error":"Incorrect client_id or client_secret","data":null}""");
        Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
    }

    [Theory]
    [InlineData("", """{"error":"Validation error","data":[{"loc":["body","client_id"],"msg":"client_id is missing.","type":"value_error"},{"loc":["body","client_secret"],"msg":"client_secret is missing.","type":"value_error"}]}""")]
    [InlineData("grant_type=client_credentials&username=biz_test&password=x", """{"error":"Validation error","data":[{"loc":["body","client_id"],"msg":"client_id is missing.","type":"value_error"},{"loc":["body","client_secret"],"msg":"client_secret is missing.","type":"value_error"}]}""")]
    [InlineData("client_id=biz_test", """{"error":"Validation error","data":[{"loc":["body","client_secret"],"msg":"client_secret is missing.","type":"value_error"}]}""")]
    public async Task Create_FieldsMissing_AreNamed(string form, string body)
    {
        await using var app = await CreditApplication.StartAsync();

        (await PostAsync(app, form)).Is(422, body);
    }

    [Fact]
    public async Task Create_FieldTooLong_Is422()
    {
        await using var app = await CreditApplication.StartAsync();

        Assert.Equal(422, (await PostAsync(app, $"client_id={new string('x', 5000)}")).Status);
    }

    [Fact]
    public async Task Create_BodyTooLarge_Is413()
    {
        await using var app = await CreditApplication.StartAsync();

        (await PostAsync(app, new string('x', 300_000))).Is(413, """{"error":"The body has more than 262144 bytes.","data":null}""");
    }

    [Fact]
    public async Task Create_Json_Is415()
    {
        await using var app = await CreditApplication.StartAsync();

        var answer = await app.AssetBareAsync(CreditApplication.Request(HttpMethod.Post, AssetCalls.Token, "{}"));

        answer.Is(415, """{"error":"Content-Type is 'application/json; charset=utf-8'; allowed is application/x-www-form-urlencoded.","data":null}""");
    }

    private static Task<Answer> PostAsync(CreditApplication app, string form) => app.AssetBareAsync(new(HttpMethod.Post, new Uri(AssetCalls.Token, UriKind.Relative))
    {
        Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"),
    });
}

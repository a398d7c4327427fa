using System.Net;
using System.Security.Cryptography;
using System.Text;
using CreditFunctions.Api.Imports;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Imports;
using CreditFunctions.Tests.Application;
using Microsoft.Extensions.DependencyInjection;
using Answer = CreditFunctions.Tests.Application.Answer;

namespace CreditFunctions.Tests.Imports;

/// <summary>Imports of what was uploaded to a link.</summary>
public sealed class UploadedImportTests(AzuriteFixture azurite)
{
    private const string Good = "type,customer_id\ncustomer,c1\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_ThenImport_ImportsItAndWhatComesLaterChangesNothing()
    {
        await using var app = await azurite.StartAsync("biz_uploaded");
        var link = await LinkAsync(app);
        await PutAsync(link, Good);

        var import = await ImportAsync(app, link, "one");
        await PutAsync(link, "type,customer_id\ncustomer,other\n");

        Assert.Equal((202, $"/api/imports/{import.At("id")}", "csv", $"{Good.Length}"), (import.Status, import.Header("Location"), import.At("format"), import.At("bytes")));
        Assert.Equal(Good, await BodyAsync(app, import));
    }

    [Fact]
    public async Task Link_IsForOneBlobForADay()
    {
        await using var app = await azurite.StartAsync("biz_uploaded");

        var link = await LinkAsync(app);

        Assert.Equal(["upload", "url", "headers", "expires_at"], link.Json.EnumerateObject().Select(field => field.Name));
        Assert.Equal(("""{"x-ms-blob-type":"BlockBlob"}""", "no-store"), (link.At("headers"), link.Header("Cache-Control")));
        Assert.Contains($"/imports/biz_uploaded/{link.At("upload")}/body?", link.At("url"), StringComparison.Ordinal);
        Assert.True(DateTimeOffset.Parse(link.At("expires_at")!, System.Globalization.CultureInfo.InvariantCulture) > app.Time.GetUtcNow().AddHours(23));
    }

    [Fact]
    public async Task Import_SentAgain_IsTheFirstUnlessWhatIsUploadedIsOther()
    {
        await using var app = await azurite.StartAsync("biz_uploaded");
        var (link, same, other) = (await LinkAsync(app), await LinkAsync(app), await LinkAsync(app));
        await PutAsync(link, Good);
        await PutAsync(same, Good);
        await PutAsync(other, Good + "\n");

        var first = await ImportAsync(app, link, "again");

        Assert.Equal(first.At("id"), (await ImportAsync(app, link, "again")).At("id"));
        Assert.Equal(first.At("id"), (await ImportAsync(app, same, "again")).At("id"));
        Assert.Equal("409 idempotency_key_reused Idempotency-Key", (await ImportAsync(app, other, "again")).Problem);
        Assert.NotEqual(first.At("id"), (await ImportAsync(app, link, null)).At("id"));
    }

    [Fact]
    public async Task Import_SentAgainWhenItsUploadIsGone_IsTheFirst()
    {
        await using var app = await azurite.StartAsync("biz_uploaded");
        var link = await LinkAsync(app);
        await PutAsync(link, Good);
        var first = await ImportAsync(app, link, "gone");

        Assert.True(await app.Storage.Container(StoreNames.Imports).DeleteAsync($"biz_uploaded/{link.At("upload")}/body", Token));

        var again = await ImportAsync(app, link, "gone");
        Assert.Equal((202, first.At("id")), (again.Status, again.At("id")));
        Assert.Equal("404 upload_not_found upload", (await ImportAsync(app, link, "other")).Problem);
    }

    [Fact]
    public async Task Import_WithASha256_MustHaveIt()
    {
        await using var app = await azurite.StartAsync("biz_uploaded");
        var link = await LinkAsync(app);
        await PutAsync(link, Good);

        Assert.Equal("400 invalid_request sha256", (await ImportAsync(app, link, null, "abc")).Problem);
        Assert.Equal("400 invalid_request sha256", (await ImportAsync(app, link, null, new('0', 64))).Problem);
        Assert.Equal(202, (await ImportAsync(app, link, null, Sha256(Good))).Status);
    }

    [Fact]
    public async Task Import_OfALargeUpload_IsAcceptedAtOnceAndCopiedInTheBackground()
    {
        await using var app = await azurite.StartAsync("biz_uploaded");
        var (link, same) = (await LinkAsync(app), await LinkAsync(app));
        // Blank lines cost nothing to import.
        var large = Good + string.Concat(Enumerable.Repeat(new string(' ', 100_000) + "\n", (int)(ImportsApi.CopiedAtOnceBytes / 100_000) + 1));
        await PutAsync(link, large);
        await PutAsync(same, large);

        var first = await ImportAsync(app, link, "large", Sha256(large));

        Assert.Equal((202, "open", $"{large.Length}"), (first.Status, first.At("state"), first.At("bytes")));
        Assert.Equal(first.At("id"), (await ImportAsync(app, same, "large", Sha256(large))).At("id"));
        var done = await EndedAsync(app, first);
        Assert.Equal(("done", "1", $"{large.Length}"), (done.At("state"), done.At("counts.customers"), done.At("bytes_done")));
        Assert.Equal(large.Length, (await BodyAsync(app, first)).Length);
        Assert.Equal("409 idempotency_key_reused Idempotency-Key", (await ImportAsync(app, same, "large")).Problem);
        await PutAsync(same, "type,colour\n" + large);
        Assert.Equal("400 invalid_request header", (await ImportAsync(app, same, null)).Problem);
    }

    [Fact]
    public async Task Import_OfABadBody_IsRefusedAsADirectOneIs()
    {
        await using var app = await azurite.StartAsync("biz_uploaded");
        var link = await LinkAsync(app);
        await PutAsync(link, "type,colour\n");

        Assert.Equal("400 invalid_request header", (await ImportAsync(app, link, null)).Problem);
    }

    [Fact]
    public async Task Import_OfAnothersUpload_IsNotFound()
    {
        await using var app = await azurite.StartAsync("biz_uploaded");
        var link = await LinkAsync(app);
        await PutAsync(link, Good);

        var request = CreditApplication.Request(HttpMethod.Post, "/api/imports", $$"""{"upload":"{{link.At("upload")}}","format":"csv"}""");
        request.Headers.Authorization = new("Bearer", await app.KeyAsync(Scopes.All, "biz_uploaded_2"));

        Assert.Equal("404 upload_not_found upload", (await app.SendBareAsync(request)).Problem);
    }

    [Fact]
    public async Task Link_OnAStorageWithoutThem_Is501()
    {
        await using var app = await CreditApplication.StartAsync();

        Assert.Equal("501 uploads_not_available -", (await app.PostAsync("/api/imports/uploads", null)).Problem);
    }

    [Fact]
    public async Task Link_WithoutTheScope_IsRefused()
    {
        await using var app = await CreditApplication.StartAsync();

        Assert.Equal("403 insufficient_scope Authorization", (await app.SendAsync(CreditApplication.Request(HttpMethod.Post, "/api/imports/uploads"), Scopes.LedgerWrite)).Problem);
    }

    private static async Task<Answer> LinkAsync(CreditApplication app)
    {
        var answer = await app.PostAsync("/api/imports/uploads", null);
        Assert.Equal(201, answer.Status);
        return answer;
    }

    private static async Task PutAsync(Answer link, string body)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, link.At("url")) { Content = new StringContent(body) };
        foreach (var header in link.Json.GetProperty("headers").EnumerateObject())
        {
            request.Headers.Add(header.Name, header.Value.GetString());
        }

        using var answer = await http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    private static Task<Answer> ImportAsync(CreditApplication app, Answer link, string? key, string? sha256 = null) => app.PostAsync(
        "/api/imports", $$"""{"upload":"{{link.At("upload")}}","format":"csv"{{(sha256 is null ? "" : $",\"sha256\":\"{sha256}\"")}}}""", key is null ? [] : [("Idempotency-Key", key)]);

    private static async Task<Answer> EndedAsync(CreditApplication app, Answer import)
    {
        while (true)
        {
            var answer = await app.GetAsync($"/api/imports/{import.At("id")}");
            if (answer.At("state") != "open")
            {
                return answer;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        }
    }

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static async Task<string> BodyAsync(CreditApplication app, Answer import)
    {
        await using var download = await app.Services.GetRequiredService<ImportStore>().OpenBodyAsync("biz_uploaded", import.At("id")!, Token);
        return await new StreamReader(download!.Content, Encoding.UTF8).ReadToEndAsync(Token);
    }
}

using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using CreditFunctions.Api.Reports;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Tests.Application;
using Microsoft.Extensions.DependencyInjection;
using Answer = CreditFunctions.Tests.Application.Answer;

namespace CreditFunctions.Tests.Dialects.TeamUp;

public sealed class ExportTests
{
    [Fact]
    public async Task Export_Asked_IsAJobThatIsDone()
    {
        await using var app = await Scenes.PagesAsync();

        (await app.PostAsync(TeamUpPaths.Export, null)).Is(200, """{"job":1}""");
        (await app.PostAsync(TeamUpPaths.Export, """{"format":"json"}""")).Is(200, """{"job":2}""");

        (await app.GetAsync("/api/v2/jobs/2")).Is(200, $$"""{"id":2,"object":"job","status":"complete","url":"{{app.Url}}api/v2/jobs/2/file"}""");
    }

    [Fact]
    public async Task File_MoreRowsThanAPage_HasThemAll()
    {
        await using var app = await Scenes.NothingAsync();
        for (var post = 0; post < 7; post++)
        {
            var commands = string.Join(',', Enumerable.Repeat("""{"type":"grant","amount":"1.00","expires_at":"2027-01-01T00:00:00Z"}""", 5).Concat(Enumerable.Repeat("""{"type":"apply","amount":"0.25"}""", 13)));
            await Scenes.PostAsync(app, $$"""{"commands":[{{commands}}]}""");
        }

        var file = await ExportAsync(app, "{}");

        Assert.Equal(("text/csv; charset=utf-8", "126", 127), (file.ContentType, file.Header("X-Total-Count"), file.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length));
    }

    [Fact]
    public async Task File_FetchedLater_HasTheRowsOfWhenItWasAskedFor()
    {
        await using var app = await Scenes.PagesAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await app.PostAsync(TeamUpPaths.Export, """{"format":"json","sort":["amount"],"created_at_timeframe":"today"}""");
        app.Clock.Advance(TimeSpan.FromDays(1));
        await Scenes.PostAsync(app, """{"type":"grant","amount":"1.00"}""");

        await using var another = await app.StartAnotherAsync();
        var file = await another.GetAsync("/api/v2/jobs/1/file");

        Assert.Equal(("25", 25), (file.At("total"), file.Json.GetProperty("rows").GetArrayLength()));
    }

    [Fact]
    public async Task Job_ReportIsFromASnapshot_IsPendingUntilOneIsNotOlderThanIt()
    {
        await using var app = await CreditApplication.StartAsync();
        await FillAsync(app);
        await app.PostAsync(TeamUpPaths.Export, """{"format":"json","columns":["amount"]}""");
        (await app.GetAsync("/api/v2/jobs/1")).Is(200, """{"id":1,"object":"job","status":"pending","url":null}""");
        await app.EndedAsync("/api/reports/customer-credits/snapshots/20261121T120000Z");
        Assert.Equal("complete", (await app.GetAsync("/api/v2/jobs/1")).At("status"));

        app.Clock.Advance(TimeSpan.FromSeconds(0.5));
        await app.GrantAsync("c0", "7.00");
        var asked = app.Now;
        await app.PostAsync(TeamUpPaths.Export, """{"format":"json","columns":["amount"]}""");
        (await app.GetAsync("/api/v2/jobs/2")).Is(200, """{"id":2,"object":"job","status":"pending","url":null}""");
        var pending = await app.GetAsync("/api/v2/jobs/2/file");
        pending.Is(503, """{"detail":"The job is not complete yet.","code":"job_pending"}""");
        Assert.Equal("15", pending.Header("Retry-After"));

        await app.EndedAsync($"/api/reports/customer-credits/snapshots/{SnapshotId.At(asked.Plus(TimeSpan.FromSeconds(1)))}");
        var job = await app.GetAsync("/api/v2/jobs/2");
        Assert.Equal("complete", job.At("status"));
        Assert.StartsWith("$7 ", (await app.GetAsync(new Uri(job.At("url")!).PathAndQuery)).Column(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"format":"json","sort":["-amount"],"columns":["amount"],"created_at_gte":"2026-01-01T09:00:03Z","created_at_lte":"2026-01-01T09:00:20Z","id_gt":1}""")]
    [InlineData("""{"format":"json","sort":"-amount","columns":"amount","created_at_gte":"2026-01-01T09:00:03Z","created_at_lte":"2026-01-01T09:00:20Z","id_gt":"1","customers":null}""")]
    public async Task File_JsonBody_IsWhatWasAskedFor(string body)
    {
        await using var app = await TenAsync();

        AssertThree(await ExportAsync(app, body));
    }

    [Fact]
    public async Task File_FormAndQuery_IsWhatWasAskedFor()
    {
        await using var app = await TenAsync();
        using var form = new FormUrlEncodedContent([
            new("sort", "-amount"), new("columns[]", "amount"), new("created_at_gte", "2026-01-01T09:00:03Z"), new("created_at_lte", "2026-01-01T09:00:20Z"), new("format", "json")]);

        AssertThree(await ExportAsync(app, form, "?format=csv&limit=1&page=3&unknown=1"));
    }

    [Fact]
    public async Task File_MultipartAndQuery_IsWhatWasAskedFor()
    {
        await using var app = await TenAsync();
        using var form = new MultipartFormDataContent
        {
            { new StringContent("-amount"), "sort" }, { new StringContent("amount"), "columns" }, { new StringContent("2026-01-01T09:00:03Z"), "created_at_gte" },
        };

        AssertThree(await ExportAsync(app, form, "?format=json&created_at_lte=2026-01-01T09:00:20Z"));
    }

    [Fact]
    public async Task File_SomeCustomers_HasThoseAlone()
    {
        await using var app = await TenAsync();
        await app.GrantAsync("other", "7.00");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        var number = (await app.GetAsync("/api/customers/other")).At("number");

        Assert.Equal("$7", (await ExportAsync(app, $$"""{"format":"json","customers":[{{number}}]}""")).Column());
    }

    [Fact]
    public async Task Export_ManyAtOnce_EachHasANumberOfItsOwn()
    {
        await using var app = await Scenes.NothingAsync();

        var jobs = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => app.PostAsync(TeamUpPaths.Export, "{}")));

        Assert.Equal(Enumerable.Range(1, 12), jobs.Select(job => int.Parse(job.At("job")!, CultureInfo.InvariantCulture)).Order());
    }

    [Theory]
    [InlineData("/api/v2/jobs/1")]
    [InlineData("/api/v2/jobs/1/file")]
    public async Task Job_OfAnotherBusiness_Is404(string path)
    {
        await using var app = await Scenes.NothingAsync();
        await app.PostAsync(TeamUpPaths.Export, "{}");

        (await app.GetAsync(path, ("Authorization", $"Token {await app.KeyAsync(Scopes.All, "biz_other")}"))).Is(404, """{"detail":"Not found."}""");
    }

    [Theory]
    [InlineData("2")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("one")]
    [InlineData("9223372036854775808")]
    public async Task Job_NobodyAskedFor_Is404(string job)
    {
        await using var app = await Scenes.NothingAsync();
        await app.PostAsync(TeamUpPaths.Export, "{}");

        (await app.GetAsync($"/api/v2/jobs/{job}")).Is(404, """{"detail":"Not found."}""");
        (await app.GetAsync($"/api/v2/jobs/{job}/file")).Is(404, """{"detail":"Not found."}""");
    }

    [Theory]
    [InlineData("""{"limit":5,"foo":[]}""", """{"limit":["Unknown field; allowed are columns, created_at_gte, created_at_lte, created_at_timeframe, customers, format, id_gt, sort."],"foo":["Unknown field; allowed are columns, created_at_gte, created_at_lte, created_at_timeframe, customers, format, id_gt, sort."]}""")]
    [InlineData("""{"sort":{"a":1}}""", """{"sort":["Not a valid value; allowed is a string, a number, or a list of them."]}""")]
    [InlineData("""{"customers":[1,true]}""", """{"customers":["Not a valid value; allowed is a string, a number, or a list of them."]}""")]
    [InlineData("""{"customers":[1.5],"id_gt":1e3}""", """{"customers":["A valid integer is required."],"id_gt":["A valid integer is required."]}""")]
    [InlineData("""{"format":"xml"}""", """{"format":["\"xml\" is not a valid choice."]}""")]
    [InlineData("[]", """{"body":["The body must be a JSON object."]}""")]
    [InlineData("""{"format":"csv","format":"json"}""", """{"format":["The field 'format' is there twice."]}""")]
    public async Task Export_WrongBody_Is400AndNamesTheFields(string body, string expected)
    {
        await using var app = await Scenes.NothingAsync();

        (await app.PostAsync(TeamUpPaths.Export, body)).Is(400, expected);
    }

    [Fact]
    public async Task Export_BodyThatIsNoJson_Is400()
    {
        await using var app = await Scenes.NothingAsync();

        Assert.Equal(400, (await app.PostAsync(TeamUpPaths.Export, "{")).Status);
    }

    [Fact]
    public async Task Export_MultipartCutOffOrWithAFile_Is400()
    {
        await using var app = await Scenes.NothingAsync();
        using var cut = new StringContent("--b\r\nContent-Disposition: form-data; name=\"format\"\r\n\r\ncsv", Encoding.UTF8, MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b"));
        using var form = new MultipartFormDataContent { { new ByteArrayContent([1, 2]), "format", "a.bin" } };

        Assert.Equal(400, (await PostAsync(app, cut)).Status);
        (await PostAsync(app, form)).Is(400, """{"format":["A file is not taken here."]}""");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    public async Task Export_AnotherContentType_Is415(string type)
    {
        await using var app = await Scenes.NothingAsync();
        using var content = new StringContent("format=csv", Encoding.UTF8, MediaTypeHeaderValue.Parse(type));

        (await PostAsync(app, content)).Is(415, $$"""{"detail":"Unsupported media type \"{{type}}\" in request."}""");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=b")]
    public async Task Export_OversizedBody_Is413(string type)
    {
        await using var app = await Scenes.NothingAsync();
        using var content = new StringContent(new string('a', 300_000), Encoding.UTF8, MediaTypeHeaderValue.Parse(type));

        (await PostAsync(app, content)).Is(413, """{"detail":"The body has more than 262144 bytes.","code":"body_too_large"}""");
    }

    /// <summary>More rows than are computed for an answer, past the API.</summary>
    private static async Task FillAsync(CreditApplication app)
    {
        await app.AddCustomerAsync("c0");
        var (committer, unit) = (app.Services.GetRequiredService<Committer>(), new Unit("USD", 2));
        var scope = new CommitScope(new(CreditApplication.Business, "c0", Entitlement.DefaultId, "USD"), unit, Entitlement.Default.PolicyIn(unit), 16);
        var commands = Enumerable.Range(0, 30).Select(static i => i % 2 == 0 ? (Command)new GrantCommand(100) : new ApplyCommand(100)).ToList();
        for (var row = 0; row <= ReportSource.MaxLiveRows; row += commands.Count)
        {
            Assert.Equal(CommitStatus.Committed, (await committer.SubmitAsync(scope, new(commands), null)).Status);
        }
    }

    private static void AssertThree(Answer file)
    {
        Assert.Equal("$3 $2 $1", file.Column());
        Assert.Equal(2, file.Json.GetProperty("column_headers").GetArrayLength());
    }

    /// <summary>Grants of 0, 1, 2 and so on, ten seconds apart from the third second on; those of 1, 2 and 3 are in the first twenty.</summary>
    private static async Task<CreditApplication> TenAsync()
    {
        var app = await Scenes.NothingAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(3));
        for (var amount = 1; amount <= 5; amount++)
        {
            await Scenes.PostAsync(app, string.Create(CultureInfo.InvariantCulture, $$"""{"type":"grant","amount":"{{amount}}.00"}"""));
            app.Clock.Advance(TimeSpan.FromSeconds(8));
        }

        return app;
    }

    private static Task<Answer> ExportAsync(CreditApplication app, string json) => ExportAsync(app, new StringContent(json, Encoding.UTF8, "application/json"));

    private static async Task<Answer> ExportAsync(CreditApplication app, HttpContent content, string query = "")
    {
        var job = await PostAsync(app, content, query);
        Assert.True(job.Status == 200, job.Text);
        return await app.GetAsync(new Uri((await app.GetAsync($"/api/v2/jobs/{job.At("job")}")).At("url")!).PathAndQuery);
    }

    private static Task<Answer> PostAsync(CreditApplication app, HttpContent content, string query = "")
    {
        var request = CreditApplication.Request(HttpMethod.Post, TeamUpPaths.Export + query);
        request.Content = content;
        return app.SendAsync(request);
    }
}

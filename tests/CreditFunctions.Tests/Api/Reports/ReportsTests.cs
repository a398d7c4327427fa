using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Reports;

public sealed class ReportsTests
{
    [Fact]
    public async Task Catalogue_NoSnapshot_AnswersReportsColumnsAndSchedule()
    {
        await using var app = await CreditApplication.StartAsync();

        var answer = await app.GetAsync("/api/reports");

        Assert.Equal(["credit-balances", "customer-credits"], answer.Json.GetProperty("reports").EnumerateArray().Select(report => report.GetProperty("report").GetString()));
        Assert.Equal(["report", "title", "columns", "schedule", "latest_snapshot", "latest_as_of", "data_url", "snapshots_url"], answer.Json.GetProperty("reports")[0].EnumerateObject().Select(field => field.Name));
        Assert.Equal(("0 0 2 * * *", "null", "/api/reports/credit-balances/data"), (answer.At("reports.0.schedule"), answer.At("reports.0.latest_snapshot"), answer.At("reports.0.data_url")));
        Assert.Equal("customer_id Customer ID text true", string.Join(' ', new[] { "key", "label", "kind", "sortable" }.Select(field => answer.At($"reports.0.columns.0.{field}"))));
    }

    [Fact]
    public async Task Catalogue_AfterASnapshot_NamesIt()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.MakeAsync("credit-balances");

        var answer = await app.GetAsync("/api/reports");

        Assert.Equal(("20261121T120000Z", "2026-11-21T12:00:00Z"), (answer.At("reports.0.latest_snapshot"), answer.At("reports.0.latest_as_of")));
    }

    [Fact]
    public async Task Data_Balances_AnswersRowsAndHeaders()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("c1", """{"name":"Ana","email":"ana@example.com"}""");
        await app.GrantAsync("c1", "10.00");

        var answer = await app.GetAsync("/api/reports/credit-balances/data?columns=customer_name,available,updated_at&sort=-available&limit=5");

        Assert.Equal(
            """{"report":"credit-balances","as_of":"2026-11-21T12:00:00Z","source":"live","snapshot":null,"total":1,"limit":5,"offset":0,"plan":"scan","next_cursor":null,"columns":[{"key":"customer_name","label":"Customer Name","kind":"text"},{"key":"available","label":"Available","kind":"amount","sorted":{"order":"desc","priority":0}},{"key":"updated_at","label":"Updated At","kind":"instant"}],"rows":[{"customer_name":"Ana","available":"10.00","updated_at":"2026-11-21T12:00:00Z"}]}""",
            answer.Text);
        Assert.Equal(("application/json", "live", "2026-11-21T12:00:00Z", "1"), (answer.ContentType?.Split(';')[0], answer.Header("X-Report-Source"), answer.Header("X-Report-As-Of"), answer.Header("X-Total-Count")));
    }

    [Fact]
    public async Task Data_Csv_AnswersADownload()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("c1", """{"name":"=1+1, \"Ünal\" 李"}""");
        await app.GrantAsync("c1", "10.00");

        var answer = await app.GetAsync("/api/reports/credit-balances/data?columns=customer_name,available&format=csv");

        Assert.Equal("customer_name,available\r\n\"'=1+1, \"\"Ünal\"\" 李\",10.00\r\n", answer.Text);
        Assert.Equal(("text/csv", "attachment; filename=\"credit-balances.csv\""), (answer.ContentType?.Split(';')[0], answer.Header("Content-Disposition")));
    }

    [Fact]
    public async Task Data_QueryAsTheFunctionsHostRewritesIt_MeansTheSame()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "1.00");
        await app.GrantAsync("c2", "2.00");

        var sent = await app.GetAsync("/api/reports/credit-balances/data?columns=unit&columns=available&customer=c1&customer=c2&sort=-available&sort=unit");
        var rewritten = await app.GetAsync("/api/reports/credit-balances/data?columns=unit,available&customer=c1,c2&sort=-available,unit");

        Assert.Equal(200, sent.Status);
        Assert.Equal(sent.Text, rewritten.Text);
    }

    [Fact]
    public async Task Data_NdJson_IsAnObjectALine()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "1.00");
        await app.GrantAsync("c2", "2.00");

        var answer = await app.GetAsync("/api/reports/credit-balances/data?columns=customer_id,available&sort=customer_id&format=ndjson&limit=1");

        Assert.Equal("""{"customer_id":"c1","available":"1.00"}""" + "\n", answer.Text);
        Assert.Equal(("application/x-ndjson", "2"), (answer.ContentType, answer.Header("X-Total-Count")));
        Assert.Contains("credit-balances.ndjson", answer.Header("Content-Disposition"), StringComparison.Ordinal);
        Assert.Matches("^</api/reports/credit-balances/data\\?columns=customer_id,available&sort=customer_id&format=ndjson&limit=1&cursor=[A-Za-z0-9_-]{48}>; rel=\"next\"$", answer.Header("Link"));
    }

    [Theory]
    [InlineData("customer=c2", "c2")]
    [InlineData("unit=EUR", "c3")]
    [InlineData("entitlement=default&sort=-customer_id&limit=1", "c3")]
    [InlineData("sort=customer_id&limit=1&offset=1", "c2")]
    [InlineData("sort=customer_id&page=2&page_size=1", "c2")]
    [InlineData("created_at_gte=2026-11-21T12:00:02Z", "c3")]
    [InlineData("created_at_gte=2026-11-21T12:00:01Z&created_at_lte=2026-11-21T12:00:01Z", "c2")]
    [InlineData("offset=3", "")]
    [InlineData("available_gt=0.99&q=C&sort=customer_id", "")]
    [InlineData("updated_at_lt=2026-11-21T12:00:01Z", "c1")]
    [InlineData("timeframe=today&sort=-customer_id&limit=1", "c3")]
    [InlineData("customer=nobody", "")]
    public async Task Data_FilterSortAndPage_AnswerTheRowsAsked(string query, string customers)
    {
        await using var app = await CreditApplication.StartAsync();
        foreach (var (customer, unit) in new[] { ("c1", "USD"), ("c2", "USD"), ("c3", "EUR") })
        {
            await app.GrantAsync(customer, "1.00", account: $"default/{unit}");
            app.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(customers, string.Join(' ', (await app.DataAsync("credit-balances", query)).Select(row => row.Cell("customer_id"))));
    }

    [Fact]
    public async Task Data_CustomerCredits_HasARowForEachMoveOfAvailableCredit()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "5.00", ""","memo":"refund" """);
        await app.GrantAsync("c1", "2.00", ""","effective_at":"2026-11-21T12:00:01Z","expires_at":"2026-11-21T12:00:02Z" """);
        await app.ApplyAsync("c1", "1.00");
        app.Clock.Advance(TimeSpan.FromSeconds(3));

        var rows = await app.DataAsync("customer-credits", "sort=posted_at,entry_id");

        Assert.Equal(["grant 5.00 4.00", "apply -1.00 4.00", "activate 2.00 4.00", "expire -2.00 4.00"], rows.Select(row => $"{row.Cell("type")} {row.Cell("amount")} {row.Cell("balance")}"));
    }

    [Fact]
    public async Task Data_BalancesThatTogetherPassTheLargestNumber_AreAClearError()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.PutAsync("/api/entitlements/pack", """{"unit":"USD"}""");
        await app.GrantAsync("c1", "92233720368547758.07");
        await app.GrantAsync("c1", "92233720368547758.07", account: "pack/USD");

        Assert.Equal(200, (await app.GetAsync("/api/reports/credit-balances/data")).Status);
        Assert.Equal("409 balance_too_large -", (await app.GetAsync("/api/reports/customer-credits/data")).Problem);
        Assert.Equal("failed", (await app.EndedAsync(await app.RequestAsync("customer-credits"))).At("state"));
    }
}

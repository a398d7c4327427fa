using CreditFunctions.Storage.Directory;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Dialects.TeamUp;

public sealed class CreditsDataTests
{
    [Fact]
    public async Task Data_Harbour_HasTheDocumentedRows()
    {
        await using var app = await Scenes.HarbourAsync();

        var answer = await app.JsonAsync("sort=created_at,amount");

        Assert.Equal(["$50", "$100", "-$20", "-$25", "$25", "-$30", "-$15", "-$10"], answer.Column().Split(' '));
        Assert.Equal(["$75", "$75", "$75", "$75", "$75", "$75", "$75", "$75"], answer.Column("balance").Split(' '));
        Assert.Equal("8", answer.Header("X-Total-Count"));
        Assert.Equal("2026-03-01T00:00:00Z", answer.Header("X-Report-As-Of"));
    }

    [Fact]
    public async Task Data_Json_AnswersEveryField()
    {
        await using var app = await Scenes.HarbourAsync();

        var answer = await app.JsonAsync("created_at_gte=2026-02-10T00:00:00Z&sort=-amount,created_at&limit=1&offset=1");

        answer.Is(200, """
            {"total":2,
             "column_headers":[
               {"label":"Customer ID","key":"customer.id","sortable":true,"holds_customer_id":true,"required":true},
               {"label":"Customer Name","key":"customer.name","sortable":true},
               {"label":"Customer Email","key":"customer.email","sortable":true},
               {"label":"Created At","key":"created_at","sortable":true,"sorted":{"order":"asc","priority":1}},
               {"label":"Amount","key":"amount","sortable":true,"sorted":{"order":"desc","priority":0}},
               {"label":"Balance","key":"balance","sortable":true},
               {"label":"Memo","key":"memo","sortable":false}],
             "rows":[
               {"customer":{"id":NUMBER,"name":"Harbour Rowing Club","email":"desk@harbour.example"},
                "created_at":"2026-02-10T00:00:00Z",
                "amount":{"decimal":-15,"string":"-$15","iso_currency_code":"usd","currency_symbol":"$","currency_symbol_position":"before"},
                "balance":{"decimal":75,"string":"$75","iso_currency_code":"usd","currency_symbol":"$","currency_symbol_position":"before"},
                "memo":"Lane hire"}]}
            """.Replace("NUMBER", await NumberAsync(app), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Data_CustomerWithoutNameAndEmail_HasEmptyOnes()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "10.00");

        Assert.Equal(("", "", ""), ((await app.JsonAsync()).At("rows.0.customer.name"), (await app.JsonAsync()).At("rows.0.customer.email"), (await app.JsonAsync()).At("rows.0.memo")));
    }

    [Fact]
    public async Task Data_NothingSaid_IsCsvNewestFirst()
    {
        await using var app = await Scenes.HarbourAsync();

        var answer = await app.GetAsync(TeamUpPaths.Data + "?limit=1&offset=2");

        Assert.Equal(("text/csv; charset=utf-8", "attachment; filename=\"customer_credits.csv\"", "8"), (answer.ContentType, answer.Header("Content-Disposition"), answer.Header("X-Total-Count")));
        Assert.Equal(
            "Customer ID,Customer Name,Customer Email,Created At,Amount,Balance,Memo\r\n"
            + $"{await NumberAsync(app)},Harbour Rowing Club,desk@harbour.example,2026-02-01T00:00:00Z,-$30,$75,\r\n",
            answer.Text);
    }

    [Theory]
    [InlineData("", "application/json", "application/json")]
    [InlineData("", "application/json; charset=utf-8", "application/json")]
    [InlineData("", "application/json, text/csv", "text/csv")]
    [InlineData("", "*/*", "text/csv")]
    [InlineData("format=", "text/html", "text/csv")]
    [InlineData("format=csv", "application/json", "text/csv")]
    [InlineData("format=json", "text/csv", "application/json")]
    public async Task Data_FormatAndAccept_DecideWhatIsAnswered(string query, string accept, string expected)
    {
        await using var app = await Scenes.NothingAsync();

        var answer = await app.GetAsync($"{TeamUpPaths.Data}?{query}", ("Accept", accept));

        Assert.Equal((200, expected), (answer.Status, answer.ContentType!.Split(';')[0]));
    }

    [Fact]
    public async Task Data_NoRows_IsTotalZeroAndTheHeaders()
    {
        await using var app = await Scenes.NothingAsync();

        var answer = await app.JsonAsync();

        Assert.Equal(("0", 7, 0), (answer.At("total"), answer.Json.GetProperty("column_headers").GetArrayLength(), answer.Json.GetProperty("rows").GetArrayLength()));
        Assert.Equal("Customer ID,Customer Name,Customer Email,Created At,Amount,Balance,Memo\r\n", (await app.GetAsync(TeamUpPaths.Data)).Text);
    }

    [Fact]
    public async Task Data_CurrenciesOfOtherExponents_AreExact()
    {
        await using var app = await Scenes.CurrenciesAsync();

        var answer = await app.JsonAsync("sort=-amount");

        Assert.Equal(
            ["¥5000 5000 jpy before", "12.345\u00a0KWD 12.345 kwd after", "$0.20 0.2 usd before", "$0.10 0.1 usd before", "-2.345\u00a0KWD -2.345 kwd after", "-¥1200 -1200 jpy before"],
            answer.Json.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("amount")).Select(money =>
                $"{money.Cell("string")} {money.GetProperty("decimal").GetRawText()} {money.Cell("iso_currency_code")} {money.Cell("currency_symbol_position")}"));
        Assert.Equal("¥3800 10\u00a0KWD $0.30 $0.30 10\u00a0KWD ¥3800", answer.Column("balance"));
    }

    [Fact]
    public async Task Data_LargestAmount_IsExact()
    {
        await using var app = await Scenes.LargestAsync();

        Assert.Contains("\"decimal\":92233720368547758.07,\"string\":\"$92233720368547758.07\"", (await app.JsonAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_CustomUnits_AreLeftOut()
    {
        await using var app = await Scenes.NothingAsync();
        await app.PutAsync("/api/entitlements/hours", """{"unit":"hours","precision":2}""");
        await Scenes.PostAsync(app, """{"type":"grant","amount":"5.00"}""", "hours/hours");
        await Scenes.PostAsync(app, """{"type":"grant","amount":"6.00"}""");

        Assert.Equal("$6", (await app.JsonAsync()).Column());
    }

    [Fact]
    public async Task Data_CustomerWithoutNameAndTextThatIsAFormula_AreEmptyAndDefused()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("c1", """{"name":"=HYPERLINK(\"x\"), Ünal"}""");
        await app.GrantAsync("c1", "1.00", ""","memo":"+1" """);

        Assert.EndsWith(",\"'=HYPERLINK(\"\"x\"\"), Ünal\",,2026-11-21T12:00:00Z,$1,$1,\"'+1\"\r\n", (await app.GetAsync(TeamUpPaths.Data)).Text, StringComparison.Ordinal);
        Assert.Equal(("", "+1"), ((await app.JsonAsync()).At("rows.0.customer.email"), (await app.JsonAsync()).At("rows.0.memo")));
    }

    [Theory]
    [InlineData("columns=amount", "Customer ID,Amount")]
    [InlineData("columns=memo,created_at", "Customer ID,Memo,Created At")]
    [InlineData("columns=amount,customer", "Amount,Customer ID,Customer Name,Customer Email")]
    [InlineData("columns=customer.name,customer_id,customer_name", "Customer Name,Customer ID")]
    [InlineData("columns=balance&columns=amount", "Customer ID,Balance,Amount")]
    [InlineData("columns%5B%5D=balance&columns[]=amount", "Customer ID,Balance,Amount")]
    [InlineData("columns=", "Customer ID,Customer Name,Customer Email,Created At,Amount,Balance,Memo")]
    public async Task Data_Columns_AreThoseAskedForAndTheCustomersId(string query, string labels)
    {
        await using var app = await Scenes.PagesAsync();

        var csv = (await app.GetAsync($"{TeamUpPaths.Data}?{query}")).Text;
        var json = await app.JsonAsync(query);

        Assert.Equal(labels, csv[..csv.IndexOf('\r', StringComparison.Ordinal)]);
        Assert.Equal(labels, string.Join(',', json.Json.GetProperty("column_headers").EnumerateArray().Select(header => header.Cell("label"))));
        Assert.Equal(labels.Contains("Memo", StringComparison.Ordinal), json.Json.GetProperty("rows")[0].TryGetProperty("memo", out _));
        Assert.Equal(labels.Contains("Customer Name", StringComparison.Ordinal), json.Json.GetProperty("rows")[0].GetProperty("customer").TryGetProperty("name", out _));
    }

    [Theory]
    [InlineData("", "$4 $3 $2 $1")]
    [InlineData("sort=created_at", "$1 $2 $3 $4")]
    [InlineData("sort=-amount", "$4 $3 $2 $1")]
    [InlineData("sort=customer.name,-amount", "$3 $1 $4 $2")]
    [InlineData("sort=customer_name&sort=-amount", "$3 $1 $4 $2")]
    [InlineData("sort[]=-customer_email&sort[]=amount", "$2 $4 $1 $3")]
    [InlineData("sort=balance,amount", "$1 $3 $2 $4")]
    [InlineData("limit=1&offset=1", "$3")]
    [InlineData("limit=0", "")]
    [InlineData("page=2&page_size=3", "$1")]
    [InlineData("page=2", "")]
    [InlineData("page_size=2&limit=1&offset=3", "$4 $3")]
    [InlineData("page_size=0", "")]
    [InlineData("page=9223372036854775807&page_size=100", "")]
    [InlineData("offset=9223372036854775807", "")]
    [InlineData("created_at_gte=2026-11-21T12:00:02Z", "$4 $3")]
    [InlineData("created_at_lte=2026-11-21T12:00:01Z", "$2 $1")]
    [InlineData("created_at_gte=2026-11-21T14:00:01+02:00&created_at_lte=2026-11-21T14:00:01%2B02:00", "$2")]
    [InlineData("created_at_gte=2026-11-21T12:00:03", "$4")]
    [InlineData("created_at_gte=2026-11-21T12:00:03Z&created_at_lte=2026-11-21T12:00:02Z", "")]
    [InlineData("created_at_timeframe=today", "$4 $3 $2 $1")]
    [InlineData("created_at_timeframe=today&created_at_gte=2026-11-21T12:00:03Z", "$4")]
    [InlineData("created_at_timeframe=last_7_days", "")]
    [InlineData("created_at_timeframe=&created_at_gte=&created_at_lte=&customers=&id_gt=&sort=&limit=&offset=&page=&page_size=", "$4 $3 $2 $1")]
    [InlineData("customers=999999999", "")]
    [InlineData("unknown=1", "$4 $3 $2 $1")]
    [InlineData("id_gt=0", "$1 $2 $3 $4")]
    [InlineData("id_gt=0&sort=-created_at", "$4 $3 $2 $1")]
    [InlineData("id_gt=9007199254740991", "")]
    public async Task Data_FilterSortAndPage_AnswerTheRowsAsked(string query, string expected)
    {
        await using var app = await FourAsync();

        Assert.Equal(expected, (await app.JsonAsync(query)).Column());
    }

    [Fact]
    public async Task Data_SomeCustomers_AreFoundByNumber()
    {
        await using var app = await FourAsync();
        var (a, b) = ((await app.GetAsync("/api/customers/a")).At("number"), (await app.GetAsync("/api/customers/b")).At("number"));

        Assert.Equal("$3 $1", (await app.JsonAsync($"customers={a}")).Column());
        Assert.Equal("$4 $3 $2 $1", (await app.JsonAsync($"customers[]={a}&customers[]={b}")).Column());
    }

    [Fact]
    public async Task Data_IdsAbove_GoOnWhereTheEntryNumbersStand()
    {
        await using var app = await FourAsync();
        var third = (await app.DataAsync("customer-credits", "sort=created_at"))[2].GetProperty("entry_number").GetRawText();

        var answer = await app.JsonAsync($"id_gt={third}");

        Assert.Equal(("$4", "1"), (answer.Column(), answer.At("total")));
        Assert.DoesNotContain(answer.Json.GetProperty("column_headers").EnumerateArray(), header => header.TryGetProperty("sorted", out _));
    }

    [Theory]
    [DirectOnly("A host answers a path with doubled slashes with its own 404.")]
    [InlineData("/api/v2//reports/customer_credits/data")]
    [InlineData("/api//v2/reports/customer_credits/data")]
    [InlineData("/api/v2/reports//customer_credits///data/")]
    [InlineData("/API/v2/reports/customer_credits/data")]
    public async Task Data_PathWithDoubledSlashes_IsTheSame(string path)
    {
        await using var app = await FourAsync();

        Assert.Equal("$4", (await app.GetAsync($"{path}?format=json&limit=1")).Column());
    }

    [Theory]
    [InlineData("Token {0}")]
    [InlineData("token {0}")]
    [InlineData("Bearer {0}")]
    public async Task Data_TokenOrBearer_IsLetThrough(string form)
    {
        await using var app = await FourAsync();
        var key = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, await app.KeyAsync(Scopes.ReportRead));

        Assert.Equal(200, (await app.GetAsync(TeamUpPaths.Data, ("Authorization", key), ("TeamUp-Provider-ID", "5"), ("Teamup-Request-Mode", "provider"))).Status);
    }

    [Fact]
    public async Task Data_AnotherBusiness_SeesNothing()
    {
        await using var app = await FourAsync();

        Assert.Equal("", (await app.GetAsync($"{TeamUpPaths.Data}?format=json", ("Authorization", $"Token {await app.KeyAsync(Scopes.All, "biz_other")}"))).Column());
    }

    [Fact]
    public async Task Report_Described_HasItsColumnsAndFormats()
    {
        await using var app = await Scenes.NothingAsync();

        (await app.GetAsync(TeamUpPaths.Report)).Is(200, """
            {"key":"customer_credits","label":"Customer Credits","column_headers":[
               {"label":"Customer ID","key":"customer.id","sortable":true,"holds_customer_id":true,"required":true},
               {"label":"Customer Name","key":"customer.name","sortable":true},
               {"label":"Customer Email","key":"customer.email","sortable":true},
               {"label":"Created At","key":"created_at","sortable":true},
               {"label":"Amount","key":"amount","sortable":true},
               {"label":"Balance","key":"balance","sortable":true},
               {"label":"Memo","key":"memo","sortable":false}],
             "formats":["csv","json"]}
            """);
    }

    /// <summary>Two customers with two grants each, a second apart: 1 and 3 of a, 2 and 4 of b.</summary>
    private static async Task<CreditApplication> FourAsync()
    {
        var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("a", """{"name":"Ana","email":"ana@example.com"}""");
        await app.AddCustomerAsync("b", """{"name":"Ben","email":"ben@example.com"}""");
        foreach (var (customer, amount) in new[] { ("a", "1.00"), ("b", "2.00"), ("a", "3.00"), ("b", "4.00") })
        {
            await app.GrantAsync(customer, amount);
            app.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        return app;
    }

    private static async Task<string> NumberAsync(CreditApplication app) => (await app.GetAsync($"/api/customers/{Scenes.Customer}")).At("number")!;
}

using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Customers;

public sealed class CustomersTests
{
    private const string Body = """{"name":"Ana, \"Nu\" Ünal 李","email":"ana@example.com","external_ids":{"crm":"0012","stripe":"cus_1:a"},"metadata":{"tier":"gold"}}""";

    [Fact]
    public async Task Put_NewCustomer_AnswersItWith201()
    {
        await using var app = await CreditApplication.StartAsync();

        var answer = await app.PutAsync("/api/customers/cus_1", Body);

        answer.Is(201, """
            {"customer_id":"cus_1","number":25,"name":"Ana, \"Nu\" Ünal 李","email":"ana@example.com","external_ids":{"crm":"0012","stripe":"cus_1:a"},"metadata":{"tier":"gold"},
             "created_at":"2026-11-21T12:00:00Z","updated_at":"2026-11-21T12:00:00Z"}
            """);
    }

    [Fact]
    public async Task Put_KnownCustomer_ReplacesAllWith200AndKeepsNumber()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("cus_1", Body);
        app.Clock.Advance(TimeSpan.FromSeconds(1));

        var answer = await app.PutAsync("/api/customers/cus_1", """{"name":"Ana"}""");

        answer.Is(200, """
            {"customer_id":"cus_1","number":25,"name":"Ana","email":null,"external_ids":{},"metadata":{},"created_at":"2026-11-21T12:00:00Z","updated_at":"2026-11-21T12:00:01Z"}
            """);
    }

    [Fact]
    public async Task Put_AnotherName_KeepsAllElse()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("cus_1", Body);
        await app.GrantAsync("cus_1", "10.00");
        app.Clock.Advance(TimeSpan.FromSeconds(1));

        var answer = await app.PutAsync("/api/customers/cus_1", Body.Replace("Ana", "Anna", StringComparison.Ordinal));

        answer.Is(200, """
            {"customer_id":"cus_1","number":25,"name":"Anna, \"Nu\" Ünal 李","email":"ana@example.com","external_ids":{"crm":"0012","stripe":"cus_1:a"},"metadata":{"tier":"gold"},
             "created_at":"2026-11-21T12:00:00Z","updated_at":"2026-11-21T12:00:01Z"}
            """);
        Assert.Equal("10.00", (await app.GetAsync("/api/customers/cus_1/credits")).At("accounts.0.available"));
    }

    [Fact]
    public async Task Put_OtherMetadata_ReplacesItAndKeepsAllElse()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("cus_1", """{"name":"Ana","metadata":{"tier":"gold","since":"2020"}}""");
        app.Clock.Advance(TimeSpan.FromSeconds(1));

        var answer = await app.PutAsync("/api/customers/cus_1", """{"name":"Ana","metadata":{"tier":"silver"}}""");

        answer.Is(200, """
            {"customer_id":"cus_1","number":25,"name":"Ana","email":null,"external_ids":{},"metadata":{"tier":"silver"},
             "created_at":"2026-11-21T12:00:00Z","updated_at":"2026-11-21T12:00:01Z"}
            """);
    }

    [Fact]
    public async Task Get_KnownCustomer_AnswersWhatWasPut()
    {
        await using var app = await CreditApplication.StartAsync();
        var put = await app.PutAsync("/api/customers/cus_1", Body);

        var got = await app.GetAsync("/api/customers/cus_1");

        got.Is(200, put.Text);
    }

    [Fact]
    public async Task Get_UnknownCustomer_Is404()
    {
        await using var app = await CreditApplication.StartAsync();

        Assert.Equal("404 customer_not_found customer_id", (await app.GetAsync("/api/customers/nobody")).Problem);
    }

    [Fact]
    public async Task List_NoCustomer_AnswersAnEmptyPage()
    {
        await using var app = await CreditApplication.StartAsync();

        (await app.GetAsync("/api/customers")).Is(200, """{"customers":[],"next_cursor":null}""");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(1000)]
    public async Task List_FollowingTheCursor_VisitsEachCustomerOnce(int limit)
    {
        await using var app = await CreditApplication.StartAsync();
        var ids = Enumerable.Range(0, 40).Select(i => $"cus_{i}").ToList();
        await Task.WhenAll(ids.Select(id => app.AddCustomerAsync(id)));

        var (seen, cursor) = (new List<string>(), "");
        do
        {
            var page = (await app.GetAsync($"/api/customers?limit={limit}{cursor}")).Json;
            seen.AddRange(page.GetProperty("customers").EnumerateArray().Select(customer => customer.GetProperty("customer_id").GetString()!));
            cursor = $"&cursor={page.GetProperty("next_cursor").GetString()}";
        }
        while (cursor != "&cursor=");

        Assert.Equal(ids.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Put_ManyAtOnce_NumbersAreAllDifferent()
    {
        await using var app = await CreditApplication.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => app.PutAsync($"/api/customers/cus_{i}", "{}")));

        Assert.Equal(30, answers.Select(answer => answer.At("number")).Distinct(StringComparer.Ordinal).Count());
    }
}

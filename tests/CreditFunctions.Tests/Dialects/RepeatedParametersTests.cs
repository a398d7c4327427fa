using System.Text.RegularExpressions;
using CreditFunctions.Tests.Application;
using Microsoft.AspNetCore.WebUtilities;

namespace CreditFunctions.Tests.Dialects;

/// <summary>
/// Parameters that are given again, and flags: the Functions host sends <c>x=1&amp;x=2</c> on as <c>x=1,2</c>, and <c>flag</c> as <c>flag=</c>. Each request is sent as its caller writes it and as it comes from the host.
/// </summary>
public sealed partial class RepeatedParametersTests(RepeatedParametersTests.Harbour harbour) : IClassFixture<RepeatedParametersTests.Harbour>
{
    private const string Balances = "/api/reports/credit-balances/data";
    private const string Account = $"/api/customers/{Scenes.Customer}/credits/{Scenes.Entitlement}/USD";
    private const string Grants = "/v1/billing/credit_grants";
    private const string Summary = $"/v1/billing/credit_balance_summary?customer={Scenes.Customer}&filter[type]=applicability_scope&";
    private const string Dodo = $"/credit-entitlements/{Scenes.Entitlement}/balances";
    private const string Memos = $"/v0/business/{CreditApplication.Business}/credit-memo";
    private const string TeamUp = "/api/v2/reports/customer_credits/data?format=json";

    [Theory]
    [InlineData("/api/customers?limit=1&limit=2", "limit")]
    [InlineData("/api/customers?limit", "limit")]
    [InlineData("/api/customers?cursor=a&cursor=b", "cursor")]
    [InlineData("/api/customers?external_id=crm:1&external_id=crm:2", "external_id")]
    [InlineData($"/api/customers/{Scenes.Customer}/credits?as_of=2026-02-01T00:00:00Z&as_of=2026-02-01T00:00:00Z", "as_of")]
    [InlineData(Account + "/entries?cursor=1&cursor=2", "cursor")]
    [InlineData(Account + "/entries?limit=1&limit=1", "limit")]
    [InlineData(Balances + "?limit=1&limit=2", "limit")]
    [InlineData(Balances + "?offset=1&offset=2", "offset")]
    [InlineData(Balances + "?page=1&page=2", "page")]
    [InlineData(Balances + "?page_size=1&page_size=2", "page_size")]
    [InlineData(Balances + "?cursor=a&cursor=b", "cursor")]
    [InlineData(Balances + "?snapshot=latest&snapshot=latest", "snapshot")]
    [InlineData(Balances + "?format=csv&format=json", "format")]
    [InlineData(Balances + "?timeframe=today&timeframe=today", "timeframe")]
    [InlineData(Balances + "?available_gt=1&available_gt=2", "available_gt")]
    [InlineData(Balances + "?created_at_gte=2026-02-01T00:00:00Z&created_at_gte=2026-02-01T00:00:00Z", "created_at_gte")]
    [InlineData(Balances + "?id_gt=1&id_gt=2", "id_gt")]
    [InlineData(Balances + "?q", "q")]
    [InlineData(Balances + "?columns=available&columns=available", "columns")]
    [InlineData(Grants + "?limit=1&limit=2", "limit")]
    [InlineData($"{Grants}?customer={Scenes.Customer}&customer={Scenes.Customer}", "customer")]
    [InlineData(Grants + "?starting_after=credgr_1&starting_after=credgr_2", "starting_after")]
    [InlineData(Grants + "?expand[]=data.customer&expand[]=data.nothing", "expand")]
    [InlineData(Summary + "filter[type]=applicability_scope&filter[applicability_scope][price_type]=metered", "filter[type]")]
    [InlineData(Summary + "filter[applicability_scope][price_type]=metered&filter[applicability_scope][price_type]=metered", "filter[applicability_scope][price_type]")]
    [InlineData(Summary + "filter[applicability_scope][prices][0][id]=p1&filter[applicability_scope][prices][0][id]=p2", "filter[applicability_scope][prices][0][id]")]
    [InlineData("/adjustments?per_page=1&per_page=2", "per_page")]
    [InlineData("/adjustments?after=adj_1&after=adj_2", "after")]
    [InlineData("/adjustments?order_by=id[ASC]&order_by=id[DESC]", "order_by")]
    [InlineData("/adjustments?status=approved&status=none", "status")]
    [InlineData($"{Dodo}?page_size=1&page_size=2", "page_size")]
    [InlineData($"{Dodo}?customer_id={Scenes.Customer}&customer_id={Scenes.Customer}", "customer_id")]
    [InlineData("/credit-entitlements?deleted=true&deleted=true", "deleted")]
    [InlineData("/credit-entitlements?deleted", "deleted")]
    [InlineData($"{Dodo}/{Scenes.Customer}/grants?status=active&status=expired", "status")]
    [InlineData($"{Dodo}/{Scenes.Customer}/ledger?transaction_type=credit_added&transaction_type=credit_added", "transaction_type")]
    [InlineData($"{Dodo}/{Scenes.Customer}/ledger?start_date=2026-01-01&start_date=2026-01-02", "start_date")]
    [InlineData(Memos + "?page_size=1&page_size=2", "page_size")]
    [InlineData(Memos + "?voided=true&voided=false", "voided")]
    [InlineData(Memos + "?page_token=a&page_token=b", "page_token")]
    [InlineData($"{Memos}?customer_id={Scenes.Customer}&customer_id={Scenes.Customer}", "customer_id")]
    [InlineData(TeamUp + "&limit=1&limit=2", "limit")]
    [InlineData(TeamUp + "&id_gt=1&id_gt=2", "id_gt")]
    [InlineData(TeamUp + "&created_at_gte=2026-02-01T00:00:00Z&created_at_gte=2026-02-01T00:00:00Z", "created_at_gte")]
    [InlineData(TeamUp + "&format=json", "format")]
    [InlineData(TeamUp + "&created_at_timeframe=today&created_at_timeframe=today", "created_at_timeframe")]
    public async Task Parameter_ThatStandsAlone_IsRefusedByNameInBothShapes(string path, string named)
    {
        foreach (var shape in new[] { path, FromHost(path) })
        {
            var answer = await harbour.App.GetAsync(shape);

            Assert.InRange(answer.Status, 400, 422);
            Assert.Matches($"\"(query\\.)?{Regex.Escape(named)}[\" ]", answer.Text);
        }
    }

    [Theory]
    [InlineData(Balances + "?columns=customer_id&columns=available&sort=-available&sort=customer_id&unit=USD&unit=EUR")]
    [InlineData(Balances + "?customer=a&customer=b,c&limit=1")]
    [InlineData(Grants + "?expand[]=data.customer&expand[]=data.customer&limit=1")]
    [InlineData(Grants + "?expand%5B%5D=data.customer&limit=1")]
    [InlineData(Summary + "filter[applicability_scope][prices][][id]=p1&filter[applicability_scope][prices][][id]=p2&expand[]=customer&expand[]=customer")]
    [InlineData("/adjustments?status=approved&status=rejected&action=credit&action=credit_reverse&per_page=50")]
    [InlineData($"/customers/{Scenes.PaddleCustomer}/credit-balances?currency_code=USD&currency_code=EUR")]
    [InlineData(TeamUp + "&columns=amount&columns=memo,created_at&sort=created_at&sort=-amount")]
    [InlineData(TeamUp + "&columns[]=amount&columns[]=memo&limit")]
    public async Task Lists_InBothShapes_MeanTheSame(string path)
    {
        var (direct, joined) = (await harbour.App.GetAsync(path), await harbour.App.GetAsync(FromHost(path)));

        Assert.Equal((200, 200), (direct.Status, joined.Status));
        Assert.Equal(Steady(direct.Text), Steady(joined.Text));
    }

    // Behind a host it cannot be told from a text with a comma.
    [Fact]
    [Trait("Way", "direct")]
    public async Task Text_ThatIsRepeated_IsRefused() => Assert.Equal("400 invalid_request q", (await harbour.App.GetAsync(Balances + "?q=a&q=b")).Problem);

    [Fact]
    public async Task Text_WithAComma_IsOne() => Assert.Equal(200, (await harbour.App.GetAsync(Balances + "?q=Club,%20Harbour")).Status);

    [Fact]
    public async Task ExternalId_WithAComma_IsOne()
    {
        await harbour.App.AddCustomerAsync("comma", """{"external_ids":{"crm":"Doe, John","asset":"a,b","dodo":"a,b"}}""");

        Assert.Equal("comma", (await harbour.App.GetAsync("/api/customers?external_id=crm:Doe,%20John")).At("customers.0.customer_id"));
        Assert.Equal("[]", (await harbour.App.GetAsync("/api/customers?external_id=crm:Doe,%20Jane")).At("customers"));
        Assert.Equal(200, (await harbour.App.GetAsync(Memos + "?customer_id=a,b")).Status);
        Assert.Equal(200, (await harbour.App.GetAsync(Dodo + "?customer_id=a,b")).Status);
    }

    [Theory]
    [InlineData("a,b")]
    [InlineData("a, b")]
    public async Task IdempotencyKey_Twice_IsRefusedInBothShapes(string joined)
    {
        const string Body = """{"type":"grant","amount":"1.00"}""";
        var twice = CreditApplication.Request(HttpMethod.Post, Account + "/entries", Body, ("Idempotency-Key", "a"), ("Idempotency-Key", "b"));

        Assert.Equal("400 invalid_request Idempotency-Key", (await harbour.App.SendAsync(twice)).Problem);
        Assert.Equal("400 invalid_request Idempotency-Key", (await harbour.App.PostAsync(Account + "/entries", Body, ("Idempotency-Key", joined))).Problem);
    }

    /// <summary>A path as it comes from the Functions host.</summary>
    private static string FromHost(string path)
    {
        var at = path.IndexOf('?', StringComparison.Ordinal);
        return QueryHelpers.AddQueryString(path[..at], QueryHelpers.ParseQuery(path[at..]).Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value.ToString())));
    }

    /// <summary>Without the request's id, and the next page's address, which repeats the query.</summary>
    private static string Steady(string text) => Unsteady().Replace(text, "");

    [GeneratedRegex("\"(?:request_id|next)\":\"[^\"]*\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unsteady();

    /// <summary>A state that none of the requests changes.</summary>
    public sealed class Harbour : IAsyncLifetime
    {
        internal CreditApplication App { get; private set; } = null!;

        public async ValueTask InitializeAsync() => App = await Scenes.HarbourAsync();

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}

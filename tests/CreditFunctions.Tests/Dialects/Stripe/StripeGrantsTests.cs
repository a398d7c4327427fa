using CreditFunctions.Tests.Application;
using static CreditFunctions.Tests.Dialects.Stripe.StripeRequests;

namespace CreditFunctions.Tests.Dialects.Stripe;

public sealed class StripeGrantsTests
{
    private const string Amount = "amount[type]=monetary&amount[monetary][currency]=usd&amount[monetary][value]=1000";
    private const string Scope = "applicability_config[scope][price_type]=metered";

    [Fact]
    public async Task Create_WithAllThereIs_ShowsIt()
    {
        await using var app = await StartAsync();

        var answer = await app.FormAsync(
            Grants,
            $"customer=cus_Ada&amount%5Btype%5D=monetary&amount%5Bmonetary%5D%5Bcurrency%5D=UsD&amount[monetary][value]=10000&applicability_config[scope][prices][0][id]=price_1"
            + $"&applicability_config[scope][prices][1][id]=price_2&category=promotional&effective_at={Now + 60}&expires_at={Now + 120}&name=Season+pass%20%E2%9C%93&priority=3"
            + "&metadata[order]=17&metadata[7]=x%26y&expand[0]=customer");

        answer.Is(200, $$"""
            { "id": "{{answer.At("id")}}", "object": "billing.credit_grant", "amount": { "monetary": { "currency": "usd", "value": 10000 }, "type": "monetary" },
              "applicability_config": { "scope": { "prices": [ { "id": "price_1" }, { "id": "price_2" } ] } }, "category": "promotional", "created": {{Now}},
              "customer": { "id": "cus_Ada", "object": "customer", "address": null, "balance": 0, "created": {{Now}}, "currency": null, "default_source": null, "delinquent": false,
                            "description": null, "email": "ada@example.com", "livemode": true, "metadata": { "tier": "gold" }, "name": "Ada", "phone": null, "shipping": null,
                            "tax_exempt": "none", "test_clock": null },
              "customer_account": null, "effective_at": {{Now + 60}}, "expires_at": {{Now + 120}}, "livemode": true, "metadata": { "order": "17", "7": "x&y" },
              "name": "Season pass ✓", "priority": 3, "test_clock": null, "updated": {{Now}}, "voided_at": null }
            """);
        Assert.Matches("^credgr_[0-9a-z]{26}$", answer.At("id"));
    }

    [Fact]
    public async Task Create_WithOnlyWhatIsNeeded_HasTheDefaults()
    {
        await using var app = await StartAsync();
        await app.PutAsync("/api/entitlements/default", """{"expires_after_days":30}""");
        app.Clock.Advance(TimeSpan.FromSeconds(31));

        var answer = await app.FormAsync(Grants, TenDollars + "&category=&effective_at=&expires_at=&name=&priority=&metadata=");

        answer.Is(200, $$"""
            { "id": "{{answer.At("id")}}", "object": "billing.credit_grant", "amount": { "monetary": { "currency": "usd", "value": 1000 }, "type": "monetary" },
              "applicability_config": { "scope": { "price_type": "metered" } }, "category": "paid", "created": {{Now + 31}}, "customer": "cus_Ada",
              "customer_account": null, "effective_at": {{Now + 31}}, "expires_at": null, "livemode": true, "metadata": {}, "name": null, "priority": 50, "test_clock": null,
              "updated": {{Now + 31}}, "voided_at": null }
            """);
    }

    [Fact]
    public async Task Create_Then_IsTheSameWhenRead()
    {
        await using var app = await StartAsync();
        var made = await app.FormAsync(Grants, TenDollars + "&metadata[a]=b&name=n");

        var read = await app.GetAsync($"{Grants}/{made.At("id")}");

        Assert.Equal(made.Text, read.Text);
    }

    [Theory]
    [InlineData("jpy", "5000", "default/JPY", "5000")]
    [InlineData("KWD", "12345", "default/KWD", "12.345")]
    [InlineData("usd", "9223372036854775807", "default/USD", "92233720368547758.07")]
    public async Task Create_InAnyCurrency_CountsItsMinorUnits(string currency, string value, string account, string expected)
    {
        await using var app = await StartAsync();

        var made = await app.FormAsync(Grants, $"customer=c1&amount[type]=monetary&amount[monetary][currency]={currency}&amount[monetary][value]={value}&{Scope}");

        Assert.Equal(value, made.At("amount.monetary.value"));
        Assert.Equal(expected, (await app.GetAsync($"/api/customers/c1/credits/{account}")).At("available"));
    }

    [Theory]
    [InlineData("", "parameter_missing amount")]
    [InlineData("customer=c1&amount=", "parameter_invalid_empty amount")]
    [InlineData("customer=c1&amount=1000&" + Scope, "- amount")]
    [InlineData("customer=c1&amount[monetary][currency]=usd&" + Scope, "parameter_missing amount[type]")]
    [InlineData("customer=c1&amount[type]=custom&" + Scope, "- amount[type]")]
    [InlineData("customer=c1&amount[type]=monetary&" + Scope, "parameter_missing amount[monetary]")]
    [InlineData("customer=c1&amount[type]=monetary&amount[monetary][value]=1&" + Scope, "parameter_missing amount[monetary][currency]")]
    [InlineData("customer=c1&amount[type]=monetary&amount[monetary][currency]=usd&" + Scope, "parameter_missing amount[monetary][value]")]
    [InlineData("customer=c1&amount[type]=monetary&amount[monetary][currency]=usd&amount[monetary][value]=&" + Scope, "parameter_invalid_empty amount[monetary][value]")]
    [InlineData("customer=c1&amount[type]=monetary&amount[monetary][currency]=usd&amount[monetary][value]=0&" + Scope, "parameter_invalid_integer amount[monetary][value]")]
    [InlineData("customer=c1&amount[type]=monetary&amount[monetary][currency]=usd&amount[monetary][value]=-5&" + Scope, "parameter_invalid_integer amount[monetary][value]")]
    [InlineData("customer=c1&amount[type]=monetary&amount[monetary][currency]=usd&amount[monetary][value]=10.5&" + Scope, "parameter_invalid_integer amount[monetary][value]")]
    [InlineData("customer=c1&amount[type]=monetary&amount[monetary][currency]=usd&amount[monetary][value]=1e3&" + Scope, "parameter_invalid_integer amount[monetary][value]")]
    [InlineData("customer=c1&amount[type]=monetary&amount[monetary][currency]=usd&amount[monetary][value]=9223372036854775808&" + Scope, "parameter_invalid_integer amount[monetary][value]")]
    [InlineData("customer=c1&amount[type]=monetary&amount[monetary][currency]=xyz&amount[monetary][value]=1&" + Scope, "- amount[monetary][currency]")]
    [InlineData("customer=c1&" + Amount, "parameter_missing applicability_config")]
    [InlineData("customer=c1&" + Amount + "&applicability_config[scope]=", "parameter_invalid_empty applicability_config[scope]")]
    [InlineData("customer=c1&" + Amount + "&applicability_config[scope][price_type]=licensed", "- applicability_config[scope][price_type]")]
    [InlineData("customer=c1&" + Amount + "&" + Scope + "&applicability_config[scope][prices][0][id]=p", "- applicability_config[scope]")]
    [InlineData(Amount + "&" + Scope, "parameter_missing customer")]
    [InlineData("customer=c2&" + Amount + "&" + Scope, "resource_missing customer")]
    [InlineData(TenDollars + "&category=free", "- category")]
    [InlineData(TenDollars + "&priority=-1", "parameter_invalid_integer priority")]
    [InlineData(TenDollars + "&priority=101", "parameter_invalid_integer priority")]
    [InlineData(TenDollars + "&priority=first", "parameter_invalid_integer priority")]
    [InlineData(TenDollars + "&effective_at=1795262400", "- effective_at")]
    [InlineData(TenDollars + "&effective_at=tomorrow", "parameter_invalid_integer effective_at")]
    [InlineData(TenDollars + "&expires_at=1795262400", "- expires_at")]
    [InlineData(TenDollars + "&expires_at=253402300800", "parameter_invalid_integer expires_at")]
    [InlineData(TenDollars + "&effective_at=1795262500&expires_at=1795262500", "- expires_at")]
    [InlineData(TenDollars + "&metadata=x", "- metadata")]
    [InlineData(TenDollars + "&metadata[12345678901234567890123456789012345678901]=x", "- metadata")]
    [InlineData(TenDollars + "&metadata[a][b]=x", "- metadata[a]")]
    [InlineData(TenDollars + "&metadata[1]=x&metadata[]=y", "- metadata[1]")]
    [InlineData(TenDollars + "&expand[]=grants", "- expand")]
    [InlineData(TenDollars + "&remaining=1", "parameter_unknown remaining")]
    [InlineData(TenDollars + "&name[first]=a", "- name")]
    [InlineData(TenDollars + "&a]b[=a", "parameter_unknown a]b[")]
    [InlineData(TenDollars + "&name=%C3%28", "- -")]
    public async Task Create_OfABadRequest_NamesTheParameter(string form, string expected)
    {
        await using var app = await StartAsync();

        Assert.Equal($"400 invalid_request_error {expected}", (await app.FormAsync(Grants, form)).Error());
        Assert.Empty((await app.GetAsync(Grants)).Ids());
    }

    [Fact]
    public async Task Create_WithTextsThatAreTooLong_NamesTheParameter()
    {
        await using var app = await StartAsync();
        var (name, value) = (new string('n', 101), new string('v', 501));

        Assert.Equal("400 invalid_request_error - name", (await app.FormAsync(Grants, $"{TenDollars}&name={name}")).Error());
        Assert.Equal("400 invalid_request_error - metadata[a]", (await app.FormAsync(Grants, $"{TenDollars}&metadata[a]={value}")).Error());
        Assert.Equal(
            "400 invalid_request_error - metadata", (await app.FormAsync(Grants, TenDollars + string.Concat(Enumerable.Range(0, 51).Select(i => $"&metadata[k{i}]=v")))).Error());
    }

    [Fact]
    public async Task Create_OfMoreThanTheAccountHolds_IsRefused()
    {
        await using var app = await StartAsync();
        for (var i = 0; i < 64; i++)
        {
            await app.GiveAsync();
        }

        Assert.Equal("400 invalid_request_error - -", (await app.FormAsync(Grants, TenDollars)).Error());
    }

    [Fact]
    public async Task Create_BeyondTheLargestTotal_IsRefused()
    {
        await using var app = await StartAsync();
        await app.GiveAsync(form: TenDollars.Replace("=1000&", "=9223372036854775807&", StringComparison.Ordinal));

        Assert.Equal("400 invalid_request_error - -", (await app.FormAsync(Grants, TenDollars)).Error());
    }

    [Fact]
    public async Task Get_OfAGrantOfTheOwnApi_ShowsDefaultsForWhatItLacks()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("""{"type":"grant","amount":"0.05"}""");
        var id = (await app.GetAsync(Grants)).Ids().Single();

        var answer = await app.GetAsync($"{Grants}/{id}");

        answer.Is(200, $$"""
            { "id": "{{id}}", "object": "billing.credit_grant", "amount": { "monetary": { "currency": "usd", "value": 5 }, "type": "monetary" },
              "applicability_config": { "scope": { "price_type": "metered" } }, "category": "paid", "created": {{Now}}, "customer": "cus_Ada",
              "customer_account": null, "effective_at": {{Now}}, "expires_at": null, "livemode": true, "metadata": {}, "name": null, "priority": 50, "test_clock": null,
              "updated": {{Now}}, "voided_at": null }
            """);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "")]
    [InlineData("POST", "/expire")]
    [InlineData("POST", "/void")]
    public async Task Grant_ThatIsNotThere_IsNotFound(string method, string action)
    {
        await using var app = await StartAsync();
        var id = await app.GiveAsync();
        var other = CreditApplication.Request(new(method), $"{Grants}/{id}{action}", null, ("Authorization", $"Bearer {await app.KeyAsync(Storage.Directory.Scopes.All, "biz_other")}"));
        await app.CommandAsync("""{"type":"reserve","amount":"1.00","pays_for":{"price_type":"metered"}}""");
        // The second entry of the account is no grant.
        var entry = id[..^1] + "2";

        Assert.Equal("404 invalid_request_error resource_missing id", (await app.SendAsync(other)).Error());
        foreach (var unknown in (string[])["credgr_1", entry, "grant_" + id[7..], "credgr_00000000000000000000000001", "%20"])
        {
            Assert.Equal("404 invalid_request_error resource_missing id", (await app.SendAsync(CreditApplication.Request(new(method), $"{Grants}/{unknown}{action}"))).Error());
        }
    }

    [Fact]
    public async Task Update_OfExpiryAndMetadata_MergesThem()
    {
        await using var app = await StartAsync();
        var id = await app.GiveAsync("&metadata[a]=1&metadata[b]=2&name=n");
        app.Clock.Advance(TimeSpan.FromSeconds(5));

        var answer = await app.FormAsync($"{Grants}/{id}", $"expires_at={Now + 60}&metadata[b]=&metadata[c]=3");

        answer.Is(200, $$"""
            { "id": "{{id}}", "object": "billing.credit_grant", "amount": { "monetary": { "currency": "usd", "value": 1000 }, "type": "monetary" },
              "applicability_config": { "scope": { "price_type": "metered" } }, "category": "paid", "created": {{Now}}, "customer": "cus_Ada",
              "customer_account": null, "effective_at": {{Now}}, "expires_at": {{Now + 60}}, "livemode": true, "metadata": { "a": "1", "c": "3" }, "name": "n", "priority": 50,
              "test_clock": null, "updated": {{Now + 5}}, "voided_at": null }
            """);
        Assert.Equal(answer.Text, (await app.GetAsync($"{Grants}/{id}")).Text);
    }

    [Theory]
    [InlineData("expires_at=", "null", """{"a":"1"}""")]
    [InlineData("metadata=", "1795266000", "{}")]
    [InlineData("", "1795266000", """{"a":"1"}""")]
    [InlineData("expires_at=1795262401", "1795262401", """{"a":"1"}""")]
    public async Task Update_OfOneThing_LeavesTheOther(string form, string expiresAt, string metadata)
    {
        await using var app = await StartAsync();
        var id = await app.GiveAsync("&metadata[a]=1&expires_at=1795266000");

        var answer = await app.FormAsync($"{Grants}/{id}", form);

        Assert.Equal((expiresAt, metadata), (answer.At("expires_at"), answer.At("metadata")));
    }

    [Theory]
    [InlineData("expires_at=1", "- expires_at")]
    [InlineData("expires_at=never", "parameter_invalid_integer expires_at")]
    [InlineData("name=new", "parameter_unknown name")]
    [InlineData("priority=1", "parameter_unknown priority")]
    [InlineData("expand[]=credit_grant", "- expand")]
    public async Task Update_OfABadRequest_NamesTheParameter(string form, string expected)
    {
        await using var app = await StartAsync();
        var id = await app.GiveAsync();

        Assert.Equal($"400 invalid_request_error {expected}", (await app.FormAsync($"{Grants}/{id}", form)).Error());
    }

    [Fact]
    public async Task Update_OfTooMuchMetadata_IsRefused()
    {
        await using var app = await StartAsync();
        var id = await app.GiveAsync(string.Concat(Enumerable.Range(0, 50).Select(i => $"&metadata[k{i}]=v")));

        Assert.Equal("400 invalid_request_error - metadata", (await app.FormAsync($"{Grants}/{id}", "metadata[more]=v")).Error());
    }

    [Fact]
    public async Task Update_OfAGrantThatIsVoidedOrExpired_IsRefused()
    {
        await using var app = await StartAsync();
        var (voided, ended, due) = (await app.GiveAsync(), await app.GiveAsync(), await app.GiveAsync($"&expires_at={Now + 1}"));
        await app.FormAsync($"{Grants}/{voided}/void", "");
        await app.FormAsync($"{Grants}/{ended}/expire", "");
        app.Clock.Advance(TimeSpan.FromSeconds(1));

        foreach (var id in (string[])[voided, ended, due])
        {
            Assert.Equal("400 invalid_request_error - -", (await app.FormAsync($"{Grants}/{id}", "metadata[a]=b")).Error());
            Assert.Equal("400 invalid_request_error - -", (await app.FormAsync($"{Grants}/{id}", "")).Error());
        }
    }

    [Fact]
    public async Task Expire_OfAGrant_EndsItNow()
    {
        await using var app = await StartAsync();
        var id = await app.GiveAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(7));

        var answer = await app.SendAsync(CreditApplication.Request(HttpMethod.Post, $"{Grants}/{id}/expire"));

        Assert.Equal((200, $"{Now + 7}", $"{Now + 7}", "null"), (answer.Status, answer.At("expires_at"), answer.At("updated"), answer.At("voided_at")));
        Assert.Equal(answer.Text, (await app.GetAsync($"{Grants}/{id}")).Text);
        Assert.Equal("usd 0 0", (await app.GetAsync($"{Summary}?customer=c1&{Metered}")).Balances());
    }

    [Fact]
    public async Task Void_OfAGrantThatWasNeverUsed_TakesItBack()
    {
        await using var app = await StartAsync();
        var id = await app.GiveAsync($"&effective_at={Now + 60}");
        app.Clock.Advance(TimeSpan.FromSeconds(7));

        var answer = await app.FormAsync($"{Grants}/{id}/void", "expand[]=customer");

        Assert.Equal((200, "null", $"{Now + 7}", $"{Now + 7}", "Ada"), (answer.Status, answer.At("expires_at"), answer.At("updated"), answer.At("voided_at"), answer.At("customer.name")));
        Assert.Equal(answer.Text, (await app.GetAsync($"{Grants}/{id}?expand[0]=customer")).Text);
    }

    [Theory]
    [InlineData("""{"type":"apply","amount":"1.00","pays_for":{"price_type":"metered"}}""", "void")]
    [InlineData("""{"type":"reserve","amount":"1.00","pays_for":{"price_type":"metered"}}""", "void")]
    [InlineData("""{"type":"apply","amount":"10.00","pays_for":{"price_type":"metered"}}""", "expire")]
    [InlineData("""{"type":"reserve","amount":"10.00","pays_for":{"price_type":"metered"}}""", "expire")]
    public async Task Grant_ThatIsUsed_IsNotVoidedAndWithoutARestNotExpired(string use, string action)
    {
        await using var app = await StartAsync();
        var id = await app.GiveAsync();
        await app.CommandAsync(use);

        Assert.Equal("400 invalid_request_error - -", (await app.FormAsync($"{Grants}/{id}/{action}", "")).Error());
    }

    [Theory]
    [InlineData("void")]
    [InlineData("expire")]
    public async Task Grant_ThatHasEnded_DoesNotEndAgain(string action)
    {
        await using var app = await StartAsync();
        var id = await app.GiveAsync();
        await app.FormAsync($"{Grants}/{id}/{action}", "");

        Assert.Equal("400 invalid_request_error - -", (await app.FormAsync($"{Grants}/{id}/void", "")).Error());
        Assert.Equal("400 invalid_request_error - -", (await app.FormAsync($"{Grants}/{id}/expire", "")).Error());
        Assert.Equal("400 invalid_request_error parameter_unknown reason", (await app.FormAsync($"{Grants}/{id}/{action}", "reason=x")).Error());
    }
}

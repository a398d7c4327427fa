using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Customers;

public sealed class ExternalIdTests(AzuriteFixture azurite)
{
    private const string Crm = """{"external_ids":{"crm":"0012"}}""";

    [Theory]
    [InlineData(Ledgers.Memory)]
    [InlineData(Ledgers.Azurite)]
    public async Task Put_IdOfAnotherCustomer_Is409NamingFieldAndCustomer(string storage)
    {
        await using var app = await azurite.StartAsync(storage, "biz_external_taken");
        await app.AddCustomerAsync("cus_1", Crm);

        var answer = await app.PutAsync("/api/customers/cus_2", Crm);

        Assert.Equal("409 external_id_taken external_ids.crm", answer.Problem);
        Assert.Equal("external_ids.crm is '0012', which customer 'cus_1' has; no two customers have the same.", answer.At("detail"));
        Assert.Equal(404, (await app.GetAsync("/api/customers/cus_2")).Status);
    }

    [Theory]
    [InlineData("""{"external_ids":{"crm":"12"}}""")]
    [InlineData("""{"external_ids":{"erp":"0012"}}""")]
    [InlineData("""{"external_ids":{"CRM":"0012"}}""")]
    public async Task Put_SameIdOfAnotherSystemOrOtherIdOfTheSame_IsDone(string body)
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("cus_1", Crm);

        Assert.Equal(201, (await app.PutAsync("/api/customers/cus_2", body)).Status);
    }

    [Fact]
    public async Task Put_ExistingCustomerTakesAnIdOfAnother_IsRefusedAndChangesNothing()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("cus_1", Crm);
        await app.AddCustomerAsync("cus_2", """{"name":"Bo","external_ids":{"crm":"0013"}}""");
        var before = await app.GetAsync("/api/customers/cus_2");

        var answer = await app.PutAsync("/api/customers/cus_2", """{"name":"Bob","external_ids":{"erp":"1","crm":"0012"}}""");

        Assert.Equal("409 external_id_taken external_ids.crm", answer.Problem);
        Assert.Equal(before.Text, (await app.GetAsync("/api/customers/cus_2")).Text);
    }

    [Theory]
    [InlineData(Ledgers.Memory)]
    [InlineData(Ledgers.Azurite)]
    public async Task Put_IdGivenUp_IsFreeForAnother(string storage)
    {
        await using var app = await azurite.StartAsync(storage, "biz_external_free");
        await app.AddCustomerAsync("cus_1", Crm);
        await app.PutAsync("/api/customers/cus_1", """{"external_ids":{"crm":"0099"}}""");

        Assert.Equal(201, (await app.PutAsync("/api/customers/cus_2", Crm)).Status);

        Assert.Equal("cus_2", (await app.GetAsync("/api/customers?external_id=crm:0012")).At("customers.0.customer_id"));
        Assert.Equal("cus_1", (await app.GetAsync("/api/customers?external_id=crm:0099")).At("customers.0.customer_id"));
    }

    [Fact]
    public async Task Put_GivenUpAndTakenAgain_IsFound()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("cus_1", Crm);
        await app.PutAsync("/api/customers/cus_1", "{}");

        Assert.Equal(200, (await app.PutAsync("/api/customers/cus_1", Crm)).Status);

        Assert.Equal("cus_1", (await app.GetAsync("/api/customers?external_id=crm:0012")).At("customers.0.customer_id"));
    }

    [Fact]
    public async Task Put_AsManyAndAsLongAsAllowed_AnswersThem()
    {
        await using var app = await CreditApplication.StartAsync();
        var ids = string.Join(',', Enumerable.Range(0, 10).Select(i => $"\"{new string((char)('a' + i), 40)}\":\"{new string('ü', 255)}\""));

        var answer = await app.PutAsync("/api/customers/cus_1", $$$"""{"external_ids":{{{{ids}}}}}""");

        Assert.Equal((201, $$"""{{{ids}}}"""), (answer.Status, answer.At("external_ids")));
    }

    [Fact]
    public async Task Put_NewAccountLater_KeepsTheIds()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("cus_1", Crm);

        await app.GrantAsync("cus_1", "10.00");

        Assert.Equal("""{"crm":"0012"}""", (await app.GetAsync("/api/customers/cus_1")).At("external_ids"));
    }

    [Theory]
    [InlineData("crm:0012", "crm:0012")]
    [InlineData("crm:a:b", "crm:a:b")]
    [InlineData("crm:Ünal 李", "crm:%C3%9Cnal%20%E6%9D%8E")]
    public async Task List_OfAnExternalId_IsItsCustomerAlone(string id, string query)
    {
        await using var app = await CreditApplication.StartAsync();
        var colon = id.IndexOf(':', StringComparison.Ordinal);
        var put = await app.PutAsync("/api/customers/cus_1", $$$"""{"external_ids":{"{{{id[..colon]}}}":"{{{id[(colon + 1)..]}}}"}}""");
        await app.AddCustomerAsync("cus_2");

        (await app.GetAsync($"/api/customers?external_id={query}")).Is(200, $$"""{"customers":[{{put.Text}}],"next_cursor":null}""");
    }

    [Fact]
    public async Task List_OfAnExternalIdNobodyHas_IsEmpty()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("cus_1", Crm);

        (await app.GetAsync("/api/customers?external_id=crm:0013")).Is(200, """{"customers":[],"next_cursor":null}""");
    }

    [Fact]
    public async Task Put_SameIdInTwoBusinesses_IsDoneInBoth()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("cus_1", Crm);
        var request = CreditApplication.Request(HttpMethod.Put, "/api/customers/cus_2", Crm);
        request.Headers.Authorization = new("Bearer", await app.KeyAsync(CreditFunctions.Storage.Directory.Scopes.All, "biz_other"));

        Assert.Equal(201, (await app.SendAsync(request)).Status);
    }
}

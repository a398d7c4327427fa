using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Customers;

public sealed class BadCustomerTests(SharedApplication shared) : IClassFixture<SharedApplication>
{
    public static TheoryData<string, string> Bodies => new()
    {
        { """{"colour":"red"}""", "colour" },
        { """{"name":5}""", "name" },
        { """{"name":["Ana"]}""", "name" },
        { $$"""{"name":"{{new string('x', 256)}}"}""", "name" },
        { """{"email":"ana"}""", "email" },
        { $$"""{"email":"{{new string('x', 254)}}@"}""", "email" },
        { """{"metadata":"gold"}""", "metadata" },
        { """{"metadata":{"tier":null}}""", "metadata" },
        { """{"metadata":{"tier":1}}""", "metadata" },
        { """{"metadata":{"":"x"}}""", "metadata" },
        { $$$"""{"metadata":{"{{{new string('x', 41)}}}":"x"}}""", "metadata" },
        { $$$"""{"metadata":{"tier":"{{{new string('x', 501)}}}"}}""", "metadata.tier" },
        { $$$"""{"metadata":{{{{string.Join(',', Enumerable.Range(0, 51).Select(i => $"\"k{i}\":\"v\""))}}}}}""", "metadata" },
        { """{"external_ids":["crm"]}""", "external_ids" },
        { """{"external_ids":{"crm":12}}""", "external_ids" },
        { """{"external_ids":{"":"1"}}""", "external_ids" },
        { """{"external_ids":{"c r m":"1"}}""", "external_ids" },
        { """{"external_ids":{"c:rm":"1"}}""", "external_ids" },
        { $$$"""{"external_ids":{"{{{new string('x', 41)}}}":"1"}}""", "external_ids" },
        { """{"external_ids":{"crm":""}}""", "external_ids.crm" },
        { """{"external_ids":{"crm":"a\tb"}}""", "external_ids.crm" },
        { $$$"""{"external_ids":{"crm":"{{{new string('x', 256)}}}"}}""", "external_ids.crm" },
        { $$$"""{"external_ids":{{{{string.Join(',', Enumerable.Range(0, 11).Select(i => $"\"k{i}\":\"v\""))}}}}}""", "external_ids" },
        { """{"name":"\ud800"}""", "body" },
        { """{"metadata":{"\ud800":"x"}}""", "body" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Put_BadBody_NamesTheField(string body, string field) =>
        Assert.Equal($"400 invalid_request {field}", (await shared.App.PutAsync("/api/customers/c1", body)).Problem);

    [Theory]
    [InlineData("a%2Fb")]
    [InlineData("a%20b")]
    [InlineData("a!b")]
    [InlineData("%C3%A4")]
    [InlineData("a%5Cb")]
    [InlineData("a%25b")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task AnyRoute_BadCustomerId_NamesIt(string id)
    {
        foreach (var path in new[] { "", "/credits", "/credits/default/USD", "/credits/default/USD/entries" })
        {
            Assert.Equal("400 invalid_request customer_id", (await shared.App.GetAsync($"/api/customers/{id}{path}")).Problem);
        }

        Assert.Equal("400 invalid_request customer_id", (await shared.App.PutAsync($"/api/customers/{id}", "{}")).Problem);
        Assert.Equal("400 invalid_request customer_id", (await shared.App.DeleteAsync($"/api/customers/{id}")).Problem);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=10001", "limit")]
    [InlineData("limit=abc", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=1.5", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("limit=99999999999999999999", "limit")]
    [InlineData("Limit=5", "Limit")]
    [InlineData("cursor=", "cursor")]
    [InlineData("cursor=a%2Fb", "cursor")]
    [InlineData("flag", "flag")]
    [InlineData("external_id=", "external_id")]
    [InlineData("external_id=crm", "external_id")]
    [InlineData("external_id=crm:", "external_id")]
    [InlineData("external_id=:0012", "external_id")]
    [InlineData("external_id=c%20rm:0012", "external_id")]
    [InlineData("external_id=crm:a%00b", "external_id")]
    [InlineData("external_id=crm:0012&cursor=a", "cursor")]
    [InlineData("external_id=crm:0012&limit=0", "limit")]
    public async Task List_BadQuery_NamesTheParameter(string query, string field) =>
        Assert.Equal($"400 invalid_request {field}", (await shared.App.GetAsync($"/api/customers?{query}")).Problem);
}

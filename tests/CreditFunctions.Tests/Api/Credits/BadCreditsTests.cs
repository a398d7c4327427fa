using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Credits;

public sealed class BadCreditsTests(SharedApplication shared) : IClassFixture<SharedApplication>
{
    [Theory]
    [InlineData("c1/credits?as_of=yesterday", "400 invalid_request as_of")]
    [InlineData("c1/credits?as_of=", "400 invalid_request as_of")]
    [InlineData("c1/credits?as_of=2026-11-21", "400 invalid_request as_of")]
    [InlineData("c1/credits?as_of=2026-02-30T00:00:00Z", "400 invalid_request as_of")]
    [InlineData("c1/credits?as_of=1969-12-31T23:59:59Z", "400 invalid_request as_of")]
    [InlineData("c1/credits?as_of=2026-11-21T12:00:00.000001Z", "400 invalid_request as_of")]
    [InlineData("c1/credits?as_of=9999-12-31T23:59:59Z", "400 invalid_request as_of")]
    [InlineData("c1/credits?as_of=2026-11-21T11:00:00Z,2026-11-21T11:00:00Z", "400 invalid_request as_of")]
    [InlineData("nobody/credits", "404 customer_not_found customer_id")]
    [InlineData("nobody/credits/default/USD", "404 customer_not_found customer_id")]
    [InlineData("nobody/credits/default/USD/entries", "404 customer_not_found customer_id")]
    [InlineData("c1/credits/default/EUR", "404 account_not_found unit")]
    [InlineData("c1/credits/default/EUR/entries", "404 account_not_found unit")]
    [InlineData("c1/credits/default/usd", "400 invalid_request unit")]
    [InlineData("c1/credits/default/ABC", "400 invalid_request unit")]
    [InlineData("c1/credits/default/%2F", "400 invalid_request unit")]
    [InlineData("c1/credits/nope/USD", "404 entitlement_not_found entitlement")]
    [InlineData("c1/credits/a%2Fb/USD", "400 invalid_request entitlement")]
    [InlineData("c1/credits/default/USD?as_of=2026-11-21T11:00:00Z", "400 invalid_request as_of")]
    [InlineData("c1/credits/default/USD/entries?limit=0", "400 invalid_request limit")]
    [InlineData("c1/credits/default/USD/entries?limit=10001", "400 invalid_request limit")]
    [InlineData("c1/credits/default/USD/entries?limit=abc", "400 invalid_request limit")]
    [InlineData("c1/credits/default/USD/entries?cursor=0", "400 invalid_request cursor")]
    [InlineData("c1/credits/default/USD/entries?cursor=-1", "400 invalid_request cursor")]
    [InlineData("c1/credits/default/USD/entries?cursor=abc", "400 invalid_request cursor")]
    [InlineData("c1/credits/default/USD/entries?cursor=99999999999999999999", "400 invalid_request cursor")]
    public async Task Get_BadRequest_NamesWhatIsWrong(string path, string problem) =>
        Assert.Equal(problem, (await shared.App.GetAsync($"/api/customers/{path}")).Problem);
}

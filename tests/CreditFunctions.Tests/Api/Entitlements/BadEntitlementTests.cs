using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Entitlements;

public sealed class BadEntitlementTests(SharedApplication shared) : IClassFixture<SharedApplication>
{
    [Theory]
    [InlineData("pack", "{}", "unit")]
    [InlineData("pack", """{"unit":null}""", "unit")]
    [InlineData("pack", """{"unit":""}""", "unit")]
    [InlineData("pack", """{"unit":"a/b"}""", "unit")]
    [InlineData("pack", """{"unit":5}""", "unit")]
    [InlineData("pack", """{"unit":"USD","precision":3}""", "precision")]
    [InlineData("pack", """{"unit":"hour","precision":11}""", "precision")]
    [InlineData("pack", """{"unit":"hour","precision":-1}""", "precision")]
    [InlineData("pack", """{"unit":"hour","precision":"2"}""", "precision")]
    [InlineData("pack", """{"unit":"hour","draw_order":"lifo"}""", "draw_order")]
    [InlineData("pack", """{"unit":"hour","colour":"red"}""", "colour")]
    [InlineData("pack", """{"unit":"hour","name":5}""", "name")]
    [InlineData("default", """{"unit":"USD"}""", "unit")]
    [InlineData("default", """{"precision":2}""", "precision")]
    [InlineData("a%2Fb", """{"unit":"hour"}""", "entitlement")]
    public async Task Put_BadDefinition_NamesTheField(string id, string body, string field) =>
        Assert.Equal($"400 invalid_request {field}", (await shared.App.PutAsync($"/api/entitlements/{id}", body)).Problem);

    [Fact]
    public async Task Put_OverlongName_NamesIt() =>
        Assert.Equal("400 invalid_request name", (await shared.App.PutAsync("/api/entitlements/pack", $$"""{"unit":"hour","name":"{{new string('x', 256)}}"}""")).Problem);

    [Theory]
    [InlineData("nope", "404 entitlement_not_found entitlement")]
    [InlineData("a%2Fb", "400 invalid_request entitlement")]
    public async Task Get_WrongId_NamesIt(string id, string problem) =>
        Assert.Equal(problem, (await shared.App.GetAsync($"/api/entitlements/{id}")).Problem);
}

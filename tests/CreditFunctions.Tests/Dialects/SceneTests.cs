using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Dialects;

/// <summary>The scenes as the own API tells them: what the dialects' renderings are held against.</summary>
public sealed class SceneTests
{
    [Fact]
    public async Task Harbour_OnTheFirstOfMarch_HasTheDocumentedTotals()
    {
        await using var app = await Scenes.HarbourAsync();

        var account = (await app.GetAsync($"/api/customers/{Scenes.Customer}/credits/lane-credit/USD")).Json;

        Assert.Equal(
            ("205.00", "30.00", "75.00", "10.00", "35.00", "30.00", "25.00", "0.00"),
            (account.Cell("granted"), account.Cell("pending"), account.Cell("available"), account.Cell("reserved"), account.Cell("applied"), account.Cell("expired"), account.Cell("voided"), account.Cell("overage")));
    }

    [Theory]
    [InlineData("currencies", "JPY 3800 0 1200 0, KWD 10.000 2.345 0.000 0.000, USD 0.30 0.00 0.00 0.00")]
    [InlineData("nothing", "")]
    [InlineData("reservations", "USD 67.50 12.50 20.00 0.00")]
    [InlineData("overage", "USD 0.00 0.00 10.00 4.00")]
    [InlineData("pages", "USD 21.00 0.00 2.00 0.00")]
    [InlineData("largest", "USD 92233720368547758.07 0.00 0.00 0.00")]
    public async Task Scene_Any_HasAvailableReservedAppliedAndOverage(string scene, string expected)
    {
        await using var app = await Scenes.OpenAsync(scene);

        var accounts = (await app.GetAsync($"/api/customers/{Scenes.Customer}/credits")).Json.GetProperty("accounts").EnumerateArray()
            .Select(account => $"{account.Cell("unit")} {account.Cell("available")} {account.Cell("reserved")} {account.Cell("applied")} {account.Cell("overage")}");

        Assert.Equal(expected, string.Join(", ", accounts));
    }
}

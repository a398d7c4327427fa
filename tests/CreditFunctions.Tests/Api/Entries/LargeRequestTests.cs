using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Entries;

public sealed class LargeRequestTests
{
    [Fact]
    public async Task Post_TextThatTakesManyTimesItsLengthOnTheWire_IsRefusedAndLeavesNothing()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("c1");
        var metadata = string.Join(',', Enumerable.Range(0, 47).Select(pair => $"\"k{pair}\":\"{new string('<', 500)}\""));
        var grants = string.Join(',', Enumerable.Repeat("{\"type\":\"grant\",\"amount\":\"1.00\",\"metadata\":{" + metadata + "}}", 10));

        var answer = await app.PostAsync("/api/customers/c1/credits/default/USD/entries", "{\"commands\":[" + grants + "]}");

        Assert.Equal("409 commit_too_large -", answer.Problem);
        Assert.Equal(404, (await app.GetAsync("/api/customers/c1/credits/default/USD")).Status);
    }
}

using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Customers;

public sealed class UnchangedCustomerTests
{
    [Fact]
    public async Task Put_WhatIsThereAlready_ChangesNothing()
    {
        await using var app = await CreditApplication.StartAsync();
        const string Body = """{"name":"Anna","metadata":{"a":"1"}}""";
        var first = await app.PutAsync("/api/customers/c1", Body);
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        var second = await app.PutAsync("/api/customers/c1", Body);

        Assert.Equal((200, first.Text), (second.Status, second.Text));
    }
}

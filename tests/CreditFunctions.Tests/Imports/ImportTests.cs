using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Imports;

/// <summary>What becomes of the lines of an import.</summary>
public sealed class ImportTests
{
    private const string Customer = """{"type":"customer","customer_id":"c1","name":"Ann","email":"ann@example.com","metadata":{"region":"north"}}""";

    [Fact]
    public async Task Ndjson_CustomersAndCommands_AreDone()
    {
        await using var app = await CreditApplication.StartAsync();

        var done = await app.ImportAsync(
            $$"""
            {{Customer}}
            {"type":"grant","customer_id":"c1","unit":"USD","amount":"10.00","created_at":"2025-01-01T00:00:00Z"}
            {"type":"apply","customer_id":"c1","unit":"USD","amount":"4.00","memo":"Lane"}
            """);

        Assert.Equal("done: 3 lines, 1 customers, 2 commands, 0 repeated, 0 rejected", done.Outcome());
        Assert.Equal("6.00", await app.AvailableAsync("c1"));
        Assert.Equal("north", (await app.GetAsync("/api/customers/c1")).At("metadata.region"));
        Assert.Equal("Lane", (await app.GetAsync("/api/customers/c1/credits/default/USD/entries")).At("entries.0.memo"));
    }

    [Fact]
    public async Task Csv_CustomersAndCommands_AreDone()
    {
        await using var app = await CreditApplication.StartAsync();

        var done = await app.ImportAsync(
            "type,customer_id,name,email,metadata.region,unit,amount,priority,memo\r\n"
            + "customer,c1,\"Ann, \"\"the first\"\"\",ann@example.com,north,,,,\r\n"
            + "grant,c1,,,,USD,10.00,7,\"two\nlines\"\r\n"
            + "\r\n"
            + "apply,c1,,,,USD,4.00,,",
            ImportRuns.Csv);

        Assert.Equal("done: 3 lines, 1 customers, 2 commands, 0 repeated, 0 rejected", done.Outcome());
        Assert.Equal("6.00", await app.AvailableAsync("c1"));
        Assert.Equal("Ann, \"the first\"", (await app.GetAsync("/api/customers/c1")).At("name"));
        Assert.Equal("7", (await app.GetAsync("/api/customers/c1/credits/default/USD")).At("grants.0.priority"));
        Assert.Equal("two\nlines", (await app.GetAsync("/api/customers/c1/credits/default/USD/entries")).At("entries.1.memo"));
    }
}

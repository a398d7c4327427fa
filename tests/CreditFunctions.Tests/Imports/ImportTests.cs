using System.Globalization;
using System.Text;
using CreditFunctions.Storage.InMemory;
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
            {"type":"apply","customer_id":"c1","unit":"USD","amount":"4.00","created_at":"2025-02-01T00:00:00Z","memo":"Lane","references":{"invoice":"i1"} }
            """);

        Assert.Equal("done: 3 lines, 1 customers, 2 commands, 0 repeated, 0 rejected", done.Outcome());
        Assert.Equal("6.00", await app.AvailableAsync("c1"));
        Assert.Equal("north", (await app.GetAsync("/api/customers/c1")).At("metadata.region"));
        var entries = await app.GetAsync("/api/customers/c1/credits/default/USD/entries");
        Assert.Equal(("Lane", "i1"), (entries.At("entries.0.memo"), entries.At("entries.0.references.invoice")));
        Assert.Equal(("2025-02-01T00:00:00Z", "2026-11-21T12:00:00Z"), (entries.At("entries.0.created_at"), entries.At("entries.0.posted_at")));
        Assert.Equal("2025-01-01T00:00:00Z", entries.At("entries.1.created_at"));
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

    [Fact]
    public async Task Answer_OfADoneImport_HasAllFields()
    {
        await using var app = await CreditApplication.StartAsync();

        var sent = await app.SendAsync(ImportRuns.Request(Customer + "\n{}", ImportRuns.Ndjson, "k1"));
        var done = await app.ImportEndedAsync(sent.Header("Location")!);

        Assert.Equal(
            """{"id":"imp_d3f8b1f9d9ab4cae4f6ed5c2b5f5c3f1","state":"open","format":"ndjson","bytes":110,"bytes_done":0,"progress":0,"lines":0,"counts":{"customers":0,"commands":0,"repeated":0,"rejected":0},"created_at":"2026-11-21T12:00:00Z","updated_at":"2026-11-21T12:00:00Z","ended_at":null,"files_removed_at":null,"error":null,"rejected":null}"""
                .Replace("imp_d3f8b1f9d9ab4cae4f6ed5c2b5f5c3f1", sent.At("id"), StringComparison.Ordinal),
            sent.Text);
        done.Is(
            200,
            $$"""{"id":"{{sent.At("id")}}","state":"done","format":"ndjson","bytes":110,"bytes_done":110,"progress":100,"lines":2,"counts":{"customers":1,"commands":0,"repeated":0,"rejected":1},"created_at":"2026-11-21T12:00:00Z","updated_at":"2026-11-21T12:00:00Z","ended_at":"2026-11-21T12:00:00Z","files_removed_at":null,"error":null,"rejected":"/api/imports/{{sent.At("id")}}/rejected"}""");
    }

    [Fact]
    public async Task References_ToWhatEarlierLinesMade_AreResolved()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.ImportAsync(Customer + "\n" + """{"type":"grant","customer_id":"c1","unit":"USD","amount":"5.00","idempotency_key":"old"}""");

        var done = await app.ImportAsync(
            """
            {"type":"grant","customer_id":"c1","unit":"USD","amount":"10.00","idempotency_key":"g"}
            {"type":"reserve","customer_id":"c1","unit":"USD","amount":"6.00","idempotency_key":"r"}
            {"type":"capture","customer_id":"c1","unit":"USD","reservation_id":"key:r","amount":"4.00","release_rest":true,"idempotency_key":"c"}
            {"type":"reverse","customer_id":"c1","unit":"USD","entry_id":"key:c","amount":"1.00"}
            {"type":"void","customer_id":"c1","unit":"USD","grant_id":"key:g"}
            {"type":"expire","customer_id":"c1","unit":"USD","grant_id":"key:old"}
            {"type":"void","customer_id":"c1","unit":"USD","grant_id":"key:later"}
            {"type":"grant","customer_id":"c1","unit":"USD","amount":"1.00","idempotency_key":"later"}
            """);

        Assert.Equal("done: 8 lines, 0 customers, 7 commands, 0 repeated, 1 rejected", done.Outcome());
        Assert.StartsWith("7,key_not_found,grant_id,", Assert.Single(await app.RejectedAsync(done)), StringComparison.Ordinal);
        Assert.Equal("1.00", await app.AvailableAsync("c1"));
        Assert.Equal(("3.00", "10.00"), ((await app.GetAsync("/api/customers/c1/credits/default/USD")).At("applied"), (await app.GetAsync("/api/customers/c1/credits/default/USD")).At("voided")));
    }

    [Fact]
    public async Task Lines_OfOneCustomer_AreDoneInTheirOrder()
    {
        await using var app = await CreditApplication.StartAsync();
        var lines = new StringBuilder("type,customer_id,name,entitlement,unit,amount\n");
        // Each application is of exactly what the grant before it gave, through two accounts by turns, and the customer is put now and then.
        for (var turn = 0; turn < 120; turn++)
        {
            lines.Append(CultureInfo.InvariantCulture, $"customer,c1,name {turn / 40},,,\n");
            lines.Append(CultureInfo.InvariantCulture, $"grant,c1,,,{(turn % 3 == 0 ? "EUR" : "USD")},{turn + 1}.00\napply,c1,,default,{(turn % 3 == 0 ? "EUR" : "USD")},{turn + 1}.00\n");
        }

        var done = await app.ImportAsync(lines.ToString(), ImportRuns.Csv);

        Assert.Equal("done: 360 lines, 120 customers, 240 commands, 0 repeated, 0 rejected", done.Outcome());
        Assert.Equal("name 2", (await app.GetAsync("/api/customers/c1")).At("name"));
        var entries = (await app.GetAsync("/api/customers/c1/credits/default/USD/entries?limit=1000")).Json.GetProperty("entries").EnumerateArray().Reverse().ToList();
        Assert.Equal(
            Enumerable.Range(0, 120).Where(turn => turn % 3 != 0).SelectMany(turn => new[] { $"grant {turn + 1}.00", $"apply {turn + 1}.00" }),
            entries.Select(entry => $"{entry.Cell("type")} {entry.Cell("amount")}"));
    }

    [Fact]
    public async Task Rejected_OfManyChunks_AreAllTheirLinesInOrder()
    {
        await using var app = await CreditApplication.StartAsync();

        var done = await app.ImportAsync(string.Concat(Enumerable.Repeat("{}\n", 12_000)));

        Assert.Equal("done: 12000 lines, 0 customers, 0 commands, 0 repeated, 12000 rejected", done.Outcome());
        var rejected = await app.RejectedAsync(done);
        Assert.Equal(Enumerable.Range(1, 12_000).Select(line => $"{line},invalid_request,customer_id,customer_id is missing; a JSON string is needed.,{{}}"), rejected);
    }

    [Fact]
    public async Task TenThousandLinesOfFiveHundredCustomers_AreDoneInFewCommits()
    {
        var (faults, commits) = (new Faults(), 0);
        await using var app = await CreditApplication.StartAsync(faults);
        faults.Hold = call =>
        {
            Interlocked.Add(ref commits, call.Operation == StorageOperation.RowCommit ? 1 : 0);
            return Task.CompletedTask;
        };
        var lines = new StringBuilder();
        for (var line = 0; line < 10_000; line++)
        {
            var customer = line < 500 ? line : (line - 500) * 7 % 500;
            lines.AppendLine(
                line < 500 ? $$"""{"type":"customer","customer_id":"c{{customer}}"}"""
                : line % 19 < 2 ? $$"""{"type":"grant","customer_id":"c{{customer}}","unit":"USD","amount":"100.00"}"""
                : $$"""{"type":"apply","customer_id":"c{{customer}}","unit":"USD","amount":"0.01"}""");
        }

        var done = await app.ImportAsync(lines.ToString());

        Assert.Equal("done", done.At("state"));
        var counts = done.Json.GetProperty("counts");
        Assert.Equal((500, 0), (counts.GetProperty("customers").GetInt32(), counts.GetProperty("repeated").GetInt32()));
        Assert.Equal(9_500, counts.GetProperty("commands").GetInt32() + counts.GetProperty("rejected").GetInt32());
        // 500 customers, and a commit for each of them in each of the two parts.
        Assert.InRange(commits, 500, 500 + (2 * 500));
        var totals = (await app.DataAsync("credit-balances")).Select(row => decimal.Parse(row.Cell("granted")!, CultureInfo.InvariantCulture)).Sum();
        Assert.Equal(100m * Enumerable.Range(500, 9_500).Count(line => line % 19 < 2), totals);
    }
}

using System.Text;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Imports;

/// <summary>Lines that cannot be done are told, each with its reason, and keep no other from being done.</summary>
public sealed class RejectedLinesTests(SharedApplication shared) : IClassFixture<SharedApplication>
{
    public static TheoryData<string, string> Bad => new()
    {
        { "not JSON", "1,invalid_request,line,The line is not valid JSON" },
        { "[]", "1,invalid_request,line,The line must be a JSON object." },
        { "{\"a\":\"\\udc00\"}", "1,invalid_request,line,\"The line holds text that is not Unicode" },
        { """{"type":"customer","type":"grant"}""", "1,invalid_request,type,The field 'type' is there twice." },
        { """{"type":"customer"}""", "1,invalid_request,customer_id,customer_id is missing; a JSON string is needed." },
        { """{"type":"customer","customer_id":5}""", "1,invalid_request,customer_id,customer_id must be a JSON string." },
        { """{"type":"customer","customer_id":"a b"}""", "1,invalid_request,customer_id,customer_id must be 1 to 64" },
        { """{"type":"customer","customer_id":"c1","colour":"red"}""", "1,invalid_request,colour,\"Unknown field; allowed are name, email, external_ids, metadata.\"" },
        { """{"type":"customer","customer_id":"c1","email":"nobody"}""", "1,invalid_request,email," },
        { """{"type":"customer","customer_id":"c1","created_at":"2026-01-01T00:00:00Z"}""", "1,invalid_request,created_at," },
        { """{"customer_id":"c1","unit":"USD","amount":"1.00"}""", "1,invalid_request,type,\"type is missing; allowed are grant" },
        { """{"type":"give","customer_id":"c1","unit":"USD","amount":"1.00"}""", "1,invalid_request,type,\"type is 'give'; allowed are grant" },
        { """{"type":"grant","customer_id":"c1","amount":"1.00"}""", "1,invalid_request,unit,unit is missing; a JSON string is needed." },
        { """{"type":"grant","customer_id":"c1","unit":"usd","amount":"1.00"}""", "1,invalid_request,unit," },
        { """{"type":"grant","customer_id":"c1","unit":"hours","entitlement":"pool","amount":"1.00"}""", "1,entitlement_not_found,entitlement,There is no entitlement 'pool'." },
        { """{"type":"grant","customer_id":"c1","unit":"USD","entitlement":"","amount":"1.00"}""", "1,invalid_request,entitlement,entitlement must be 1 to 64" },
        { """{"type":"grant","customer_id":"c1","unit":"USD","amount":"1.005"}""", "1,invalid_request,amount,amount is '1.005'; USD has 2 decimals." },
        { """{"type":"grant","customer_id":"c1","unit":"USD","amount":1}""", "1,invalid_request,amount,\"amount must be a JSON string, not the number 1.\"" },
        { """{"type":"grant","customer_id":"c1","unit":"USD","amount":"1.00","colour":"red"}""", "1,invalid_request,colour,\"Unknown field" },
        { """{"type":"grant","customer_id":"c1","unit":"USD","amount":"1.00","created_at":"2026-11-21T12:00:01Z"}""", "1,invalid_request,created_at,\"created_at is 2026-11-21T12:00:01Z, which is in the future" },
        { """{"type":"grant","customer_id":"c1","unit":"USD","amount":"1.00","created_at":"yesterday"}""", "1,invalid_request,created_at,\"created_at is 'yesterday'; allowed is an RFC 3339" },
        { """{"type":"grant","customer_id":"c1","unit":"USD","amount":"1.00","idempotency_key":""}""", "1,invalid_request,idempotency_key,idempotency_key must be 1 to 255" },
        { """{"type":"grant","customer_id":"c1","unit":"USD","amount":"1.00","idempotency_key":7}""", "1,invalid_request,idempotency_key,idempotency_key must be a JSON string." },
        { """{"customer_id":"c1","unit":"USD","commands":[]}""", "1,invalid_request,commands," },
        { """{"type":"grant","customer_id":"nobody","unit":"USD","amount":"1.00"}""", "1,customer_not_found,customer_id,There is no customer 'nobody'." },
        { """{"type":"apply","customer_id":"c1","unit":"EUR","amount":"1.00"}""", "1,insufficient_credit,amount," },
        { """{"type":"void","customer_id":"c1","unit":"USD","grant_id":"key:unknown"}""", "1,key_not_found,grant_id,grant_id is 'key:unknown'; no earlier line of customer 'c1' was done with that idempotency_key." },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Line_ThatIsWrong_IsRejectedAndToldWithItsContent(string line, string expected)
    {
        var done = await shared.App.ImportAsync(line);

        Assert.Equal("done: 1 lines, 0 customers, 0 commands, 0 repeated, 1 rejected", done.Outcome());
        Assert.Equal($"/api/imports/{done.At("id")}/rejected", done.At("rejected"));
        var rejected = Assert.Single(await shared.App.RejectedAsync(done));
        Assert.StartsWith(expected, rejected, StringComparison.Ordinal);
        Assert.EndsWith(line.Replace("\"", "\"\"", StringComparison.Ordinal) is var quoted && quoted != line ? $",\"{quoted}\"" : $",{line}", rejected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_OfInvalidUtf8OrTooManyBytes_IsRejectedAndTheNextIsDone()
    {
        var app = shared.App;
        var body = new ByteArrayContent(
            [.. "{\"customer_id\":\""u8, 0xff, .. "\"}\n"u8, .. Encoding.ASCII.GetBytes(new string('x', 300_000)), .. "\n{\"type\":\"customer\",\"customer_id\":\"c2\"}"u8]);

        var sent = await app.SendAsync(ImportRuns.Request(body, ImportRuns.Ndjson));
        var done = await app.ImportEndedAsync(sent.Header("Location")!);

        Assert.Equal("done: 3 lines, 1 customers, 0 commands, 0 repeated, 2 rejected", done.Outcome());
        var rejected = await app.RejectedAsync(done);
        Assert.StartsWith("1,invalid_request,line,", rejected[0], StringComparison.Ordinal);
        Assert.Equal($"2,line_too_long,,The line has more than 262144 bytes.,{new string('x', 1000)}", rejected[1]);
    }

    [Fact]
    public async Task Csv_LinesThatAreWrong_AreRejectedByTheirNumberInTheFile()
    {
        var done = await shared.App.ImportAsync(
            "type,customer_id,unit,amount,memo\n"
            + "grant,c1,USD,1.00\n"
            + "grant,c1,USD,1.00,\"two\nlines\"\n"
            + "grant,c1,USD,one,=cmd()\n"
            + "=grant,c1,USD,1.00,\n"
            + "grant,c1,USD,1.00,\"open",
            ImportRuns.Csv);

        Assert.Equal("done: 5 lines, 0 customers, 1 commands, 0 repeated, 4 rejected", done.Outcome());
        var rejected = string.Join('\n', await shared.App.RejectedAsync(done));
        Assert.Equal(
            """
            2,invalid_request,line,The line has 4 cells; the header has 5.,"grant,c1,USD,1.00"
            5,invalid_request,amount,"amount is 'one'; allowed is a plain decimal above 0 such as 12.50, without sign, exponent or spaces.","grant,c1,USD,one,=cmd()"
            6,invalid_request,type,"type is '=grant'; allowed are grant, apply, reserve, capture, release, void, expire, reverse, amend, settle_overage.","'=grant,c1,USD,1.00,"
            7,invalid_request,line,The line has a quote that is opened and not closed.,"grant,c1,USD,1.00,""open"
            """,
            rejected);
    }

    [Fact]
    public async Task Rejected_WhenTheDaysOfTheImportAreOver_Is410()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        var import = await app.ImportAsync("not JSON");
        var (id, ended) = (import.At("id"), import.At("ended_at"));
        app.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Single(await app.RejectedAsync(import));
        app.Clock.Advance(TimeSpan.FromSeconds(1));

        var gone = await app.GetAsync($"/api/imports/{id}/rejected");

        Assert.Equal("410 import_pruned import", gone.Problem);
        Assert.Equal($"Import '{id}' ended at {ended}; its rejected lines were kept for 30 days. GET /api/imports/{id} still says how many there were.", gone.At("detail"));
    }

    [Fact]
    public async Task Rejected_AfterPruning_IsGoneAndTheImportSaysSo()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        var import = await app.ImportAsync("not JSON");
        app.Clock.Advance(TimeSpan.FromDays(31));

        var run = await app.EndedAsync((await app.PostAsync("/api/runs/PruneSnapshots", null)).Header("Location")!);

        Assert.StartsWith("3 import files", run.At("runs.0.outcome"), StringComparison.Ordinal);
        var pruned = await app.GetAsync($"/api/imports/{import.At("id")}");
        Assert.NotEqual("null", pruned.At("files_removed_at"));
        Assert.Equal(import.Outcome(), pruned.Outcome());
    }
}

using System.Collections.Concurrent;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;
using Microsoft.Extensions.DependencyInjection;

namespace CreditFunctions.Tests.Dialects.Asset;

public sealed class MemoCreationTests
{
    private const string Taken = """{"data":[],"errors":[{"error":"number already exists","number":"1"}]}""";

    [Fact]
    public async Task Create_SomeGoodSomeNot_MakesTheGoodInOrder()
    {
        await using var app = await StartAsync();

        var answer = await app.MakeAsync(
            """ "customer_id":"c1","number":"1","amount":1 """,
            """ "customer_id":"nobody","number":"2","amount":1 """,
            """ "customer_id":"c2","number":"3","amount":2 """,
            """ "customer_id":"c1","number":"4","amount":0.001 """,
            """ "customer_id":"c1","number":"5","amount":92233720368547758.08 """,
            """ "customer_id":"c1","number":"1","amount":5 """,
            """ "customer_id":"c1","number":"7","amount":3 """);

        Assert.Equal(200, answer.Status);
        Assert.Equal(["1", "3", "7"], answer.Json.GetProperty("data").EnumerateArray().Select(memo => memo.Cell("number")));
        Assert.Equal(
            """[{"error":"Customer not found","number":"2"},{"error":"amount has more decimals than USD has, which is 2","number":"4"},{"error":"amount is more than the ledger can count","number":"5"},{"error":"number already exists","number":"1"}]""",
            answer.Json.GetProperty("errors").GetRawText());
    }

    [Fact]
    public async Task Create_NoMemos_MakesNone()
    {
        await using var app = await StartAsync();

        (await app.AssetPostAsync(AssetCalls.Memos, "[]")).Is(200, """{"data":[],"errors":[]}""");
    }

    [Fact]
    public async Task Create_AHundredOfOneCustomer_AreAllAskedForAndAsManyMadeAsAnAccountHolds()
    {
        await using var app = await StartAsync();

        var answer = await app.MakeAsync([.. Enumerable.Range(1, 100).Select(number => $""" "customer_id":"c1","number":"{number}","amount":1 """)]);

        Assert.Equal((64, 36), (answer.Json.GetProperty("data").GetArrayLength(), answer.Json.GetProperty("errors").GetArrayLength()));
        Assert.Equal("64", (await app.AssetGetAsync(AssetCalls.Report)).At("data.0.total_credits"));
        Assert.Equal(Enumerable.Range(1, 64).Select(number => $"{number}"), answer.Json.GetProperty("data").EnumerateArray().Select(memo => memo.Cell("number")));
    }

    [Theory]
    [InlineData("0.1", "0.1")]
    [InlineData("60.00", "60")]
    [InlineData("1e3", "1000")]
    [InlineData("1.25E+1", "12.5")]
    [InlineData("1250e-2", "12.5")]
    [InlineData("0.00012e5", "12")]
    [InlineData("1000000000000000000000e-20", "10")]
    [InlineData("92233720368547758.07", "92233720368547758.07")]
    [InlineData("9223372036854775807e-2", "92233720368547758.07")]
    [InlineData("1.0000000000000000000000000000000000", "1")]
    public async Task Create_Amount_IsExact(string amount, string shown)
    {
        await using var app = await StartAsync();

        var answer = await app.MakeAsync($""" "customer_id":"c1","number":"1","amount":{amount} """);

        Assert.True(answer.Text.Contains($"\"amount\":{shown},", StringComparison.Ordinal), answer.Text);
    }

    [Theory]
    [InlineData("1e-3", "amount has more decimals than USD has, which is 2")]
    [InlineData("1e-99999", "amount has more decimals than USD has, which is 2")]
    [InlineData("1e99999", "amount is more than the ledger can count")]
    [InlineData("9.3e16", "amount is more than the ledger can count")]
    [InlineData("1e20", "amount is more than the ledger can count")]
    public async Task Create_AmountThatDoesNotFit_IsAnError(string amount, string error)
    {
        await using var app = await StartAsync();

        (await app.MakeAsync($""" "customer_id":"c1","number":"1","amount":{amount} """)).Is(200, $$"""{"data":[],"errors":[{"error":"{{error}}","number":"1"}]}""");
    }

    [Theory]
    [InlineData("JPY", "5000", "5000", "")]
    [InlineData("JPY", "0.5", "", "amount has more decimals than JPY has, which is 0")]
    [InlineData("KWD", "1.234", "1.234", "")]
    public async Task Create_InAnotherCurrency_HasItsDecimals(string currency, string amount, string shown, string error)
    {
        await using var app = await CreditApplication.StartAsync();
        var key = await app.AddBusinessAsync("biz_other", currency);
        await app.SendAsync(CreditApplication.Request(HttpMethod.Put, "/api/customers/c1", "{}", ("Authorization", $"Bearer {key}")));

        var answer = await app.AssetAsync(
            CreditApplication.Request(HttpMethod.Post, "/v0/business/biz_other/credit-memo", $$"""[{"customer_id":"c1","number":"1","amount":{{amount}}}]"""), key);

        Assert.Equal(error.Length > 0 ? error : shown, error.Length > 0 ? answer.At("errors.0.error") : answer.At("data.0.amount"));
    }

    [Theory]
    [InlineData("{}", "", "The body must be a JSON array.")]
    [InlineData("", "", "The body is empty; a JSON array is needed.")]
    [InlineData("[1]", ",0", "A credit memo must be a JSON object.")]
    [InlineData("""[{"number":"1","amount":1}]""", ",0,\"customer_id\"", "customer_id is missing.")]
    [InlineData("""[{"customer_id":"c1","amount":1}]""", ",0,\"number\"", "number is missing.")]
    [InlineData("""[{"customer_id":"c1","number":"1"}]""", ",0,\"amount\"", "amount is missing.")]
    [InlineData("""[{"customer_id":null,"number":"1","amount":1}]""", ",0,\"customer_id\"", "customer_id must be a JSON string of 1 to 255 characters.")]
    [InlineData("""[{"customer_id":"c1","number":"","amount":1}]""", ",0,\"number\"", "number must be a JSON string of 1 to 255 characters.")]
    [InlineData("""[{"customer_id":"c1","number":7,"amount":1}]""", ",0,\"number\"", "number must be a JSON string of 1 to 255 characters.")]
    [InlineData("""[{"customer_id":"c1","number":"1","amount":"1"}]""", ",0,\"amount\"", "amount must be a JSON number above 0.")]
    [InlineData("""[{"customer_id":"c1","number":"1","amount":0}]""", ",0,\"amount\"", "amount must be a JSON number above 0.")]
    [InlineData("""[{"customer_id":"c1","number":"1","amount":0e5}]""", ",0,\"amount\"", "amount must be a JSON number above 0.")]
    [InlineData("""[{"customer_id":"c1","number":"1","amount":-1}]""", ",0,\"amount\"", "amount must be a JSON number above 0.")]
    [InlineData("""[{"customer_id":"c1","number":"1","amount":null}]""", ",0,\"amount\"", "amount must be a JSON number above 0.")]
    [InlineData("""[{"customer_id":"c1","number":"1","amount":1,"memo":5}]""", ",0,\"memo\"", "memo must be a JSON string of 0 to 255 characters.")]
    [InlineData("""[{"customer_id":"c1","number":"1","amount":1,"issued_at":"yesterday"}]""", ",0,\"issued_at\"", "issued_at is 'yesterday'; allowed is an RFC 3339 date-time such as 2026-01-01T09:00:00Z.")]
    [InlineData("""[{"customer_id":"c1","number":"1","amount":1,"issued_at":"2026-11-21T12:00:01Z"}]""", ",0,\"issued_at\"", "issued_at is 2026-11-21T12:00:01Z, which is in the future; it is 2026-11-21T12:00:00Z now.")]
    [InlineData("""[{"customer_id":"c1","number":"1","amount":1,"tags":[]}]""", ",0,\"tags\"", """tags must be a JSON object of lists of {\"amount\": \"60.00\", \"value\": \"...\"}, each with nothing else.""")]
    [InlineData("""[{"customer_id":"c1","number":"1","amount":1,"tags":{"a":[{"amount":60,"value":"x"}]}}]""", ",0,\"tags\"", """tags must be a JSON object of lists of {\"amount\": \"60.00\", \"value\": \"...\"}, each with nothing else.""")]
    [InlineData("""[{"customer_id":"c1","number":"1","amount":1,"tags":{"a":[{"amount":"60","value":"x","more":1}]}}]""", ",0,\"tags\"", """tags must be a JSON object of lists of {\"amount\": \"60.00\", \"value\": \"...\"}, each with nothing else.""")]
    [InlineData("""[{"customer_id":"c1","number":"1","amount":1,"currency":"USD"}]""", ",0,\"currency\"", "Unknown field 'currency'; allowed are customer_id, number, amount, memo, issued_at, tags.")]
    [InlineData("""[{"customer_id":"c1","number":"1","amount":1,"amount":2}]""", ",\"amount\"", "The field 'amount' is there twice.")]
    [InlineData("""[{"customer_id":"c1","number":"0","amount":1},{"customer_id":"c1","number":"1"}]""", ",1,\"amount\"", "amount is missing.")]
    public async Task Create_Malformed_Is422AndMakesNone(string body, string at, string message)
    {
        await using var app = await StartAsync();

        (await app.AssetPostAsync(AssetCalls.Memos, body)).Is(422, $$"""{"error":"Validation error","data":[{"loc":["body"{{at}}],"msg":"{{message}}","type":"value_error"}]}""");

        (await app.AssetGetAsync(AssetCalls.Report)).Is(200, """{"data":[]}""");
    }

    [Theory]
    [InlineData("[", "is not valid JSON")]
    [InlineData("[{\"number\":\"\\ud800\"}]", "is not Unicode")]
    [InlineData("[[[[[[[[[[]]]]]]]]]]", "is not valid JSON")]
    public async Task Create_NoJson_Is422(string body, string message)
    {
        await using var app = await StartAsync();

        var answer = await app.AssetPostAsync(AssetCalls.Memos, body);

        Assert.Equal((422, """["body"]"""), (answer.Status, answer.At("data.0.loc")));
        Assert.Contains(message, answer.At("data.0.msg"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_AHundredAndOne_Is422()
    {
        await using var app = await StartAsync();

        var answer = await app.MakeAsync([.. Enumerable.Range(0, 101).Select(_ => "")]);

        answer.Is(422, """{"error":"Validation error","data":[{"loc":["body"],"msg":"There are 101 credit memos; at most 100 are allowed.","type":"value_error"}]}""");
    }

    [Theory]
    [InlineData(255, 200)]
    [InlineData(256, 422)]
    public async Task Create_Texts_HaveUpTo255Characters(int length, int status)
    {
        await using var app = await StartAsync();
        var text = new string('é', length);

        Assert.Equal(status, (await app.MakeAsync($""" "customer_id":"c1","number":"{text}","amount":1 """)).Status);
        Assert.Equal(status, (await app.MakeAsync($""" "customer_id":"c1","number":"2","amount":1,"memo":"{text}" """)).Status);
    }

    [Fact]
    public async Task Create_TagsTooLong_IsThatMemosError()
    {
        await using var app = await StartAsync();

        var answer = await app.MakeAsync(
            $$""" "customer_id":"c1","number":"1","amount":1,"tags":{"a":[{"amount":"1","value":"{{new string('x', 500)}}"}]} """, """ "customer_id":"c1","number":"2","amount":1 """);

        Assert.Equal(("tags have more than 500 characters as JSON", "1", "2"), (answer.At("errors.0.error"), answer.At("errors.0.number"), answer.At("data.0.number")));
    }

    [Fact]
    public async Task Create_IssuedBefore_HasThatDate()
    {
        await using var app = await StartAsync();

        var answer = await app.MakeAsync(""" "customer_id":"c1","number":"1","amount":1,"issued_at":"2026-11-21T10:00:00+02:00" """, """ "customer_id":"c1","number":"2","amount":1 """);

        Assert.Equal(("2026-11-21T08:00:00Z", "2026-11-21T12:00:00Z"), (answer.At("data.0.issued_at"), answer.At("data.1.issued_at")));
    }

    [Fact]
    public async Task Create_SameAgain_IsTakenAndMakesNothing()
    {
        await using var app = await StartAsync();
        await app.MemoAsync("1");

        (await app.MakeAsync(""" "customer_id":"c1","number":"1","amount":10 """)).Is(200, Taken);

        Assert.Equal("10", (await app.AssetGetAsync(AssetCalls.Report)).At("data.0.total_credits"));
    }

    [Fact]
    public async Task Create_SameListAgain_ScansNoMemos()
    {
        var (faults, scans) = (new Faults(), 0);
        await using var app = await StartAsync(faults);
        var memos = Enumerable.Range(1, 20).Select(number => $""" "customer_id":"c1","number":"{number}","amount":1 """).ToArray();
        await app.MakeAsync(memos);
        faults.Strike = call =>
        {
            _ = call.Operation == StorageOperation.RowQuery ? Interlocked.Increment(ref scans) : 0;
            return Fault.None;
        };

        var answer = await app.MakeAsync(memos);

        Assert.Equal((20, 0), (answer.Json.GetProperty("errors").GetArrayLength(), scans));
    }

    [Fact]
    public async Task Create_ManyMemos_ClaimsNoNumberBeforeAllAreLookedUp()
    {
        var (faults, calls) = (new Faults(), new ConcurrentQueue<StorageOperation>());
        await using var app = await StartAsync(faults);
        faults.Strike = call =>
        {
            if (call.Rows.Any(static row => row.StartsWith("unique!", StringComparison.Ordinal)))
            {
                calls.Enqueue(call.Operation);
            }

            return Fault.None;
        };

        await app.MakeAsync([.. Enumerable.Range(1, 40).Select(number => $""" "customer_id":"c1","number":"{number}","amount":1 """)]);

        Assert.Equal([.. Enumerable.Repeat(StorageOperation.RowGet, 40), .. Enumerable.Repeat(StorageOperation.RowWrite, 40)], calls);
    }

    [Theory]
    [InlineData("c1")]
    [InlineData("c2")]
    public async Task Create_NumberOfAnother_IsTaken(string customer)
    {
        await using var app = await StartAsync();
        await app.MemoAsync("1");

        (await app.MakeAsync($""" "customer_id":"{customer}","number":"1","amount":7 """)).Is(200, Taken);
    }

    [Theory]
    [InlineData("c1", 10)]
    [InlineData("c2", 7)]
    public async Task Create_NumberOfAYearAgo_IsTaken(string customer, int amount)
    {
        await using var app = await StartAsync();
        var id = await app.MemoAsync("1");
        await app.AssetPostAsync($"{AssetCalls.Memos}/{id}/void", null);
        app.Clock.Advance(TimeSpan.FromDays(400));

        (await app.MakeAsync($""" "customer_id":"{customer}","number":"1","amount":{amount} """)).Is(200, Taken);
    }

    [Fact]
    public async Task Create_NumberInAnotherBusiness_IsFree()
    {
        await using var app = await StartAsync();
        await app.MemoAsync("1");
        var key = await app.AddBusinessAsync("biz_other", "USD");
        await app.SendAsync(CreditApplication.Request(HttpMethod.Put, "/api/customers/c1", "{}", ("Authorization", $"Bearer {key}")));

        var answer = await app.AssetAsync(
            CreditApplication.Request(HttpMethod.Post, "/v0/business/biz_other/credit-memo", """[{"customer_id":"c1","number":"1","amount":1}]"""), key);

        Assert.Equal("1", answer.At("data.0.number"));
    }

    [Fact]
    public async Task Create_NumberOfARefusedMemo_IsFree()
    {
        await using var app = await StartAsync();
        await app.GrantAsync("c1", "92233720368547758.07");
        Assert.Equal("All that was ever granted on the account would pass 2^63-1 minor units.", (await app.MakeAsync(""" "customer_id":"c1","number":"1","amount":1 """)).At("errors.0.error"));

        Assert.Equal("1", (await app.MakeAsync(""" "customer_id":"c2","number":"1","amount":1 """)).At("data.0.number"));
    }

    [Fact]
    public async Task Create_OneNumberManyTimesAtOnce_IsMadeOnce()
    {
        await using var app = await StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(at => app.Clock.DriveAsync(
            app.MakeAsync($""" "customer_id":"c{1 + (at % 2)}","number":"1","amount":{1 + (at % 3)} """), TimeSpan.FromMilliseconds(20))));

        Assert.Single(answers, answer => answer.Json.GetProperty("data").GetArrayLength() == 1);
        Assert.Single((await app.AssetGetAsync(AssetCalls.Memos)).Json.GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task Create_ClaimedByARequestThatDied_IsFreeLater()
    {
        await using var app = await StartAsync();
        await app.Services.GetRequiredService<BusinessKeys>().ClaimAsync(
            CreditApplication.Business, 16, new("asset-memo", "1"), "another request", new(CreditApplication.Business, "c2", "default", "USD"), CancellationToken.None);
        Assert.Equal("number is in use by another request that is under way; try again", (await app.MakeAsync(""" "customer_id":"c1","number":"1","amount":1 """)).At("errors.0.error"));

        app.Clock.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal("1", (await app.MakeAsync(""" "customer_id":"c1","number":"1","amount":1 """)).At("data.0.number"));
    }

    [Fact]
    public async Task Create_AnswerOfTheCommitLost_IsFoundToBeDone()
    {
        var faults = new Faults();
        await using var app = await StartAsync(faults);
        var lost = 0;
        faults.Strike = call => call.Operation == StorageOperation.RowCommit && Interlocked.Increment(ref lost) == 1 ? Fault.FailAfter : Fault.None;

        var answer = await app.Clock.DriveAsync(app.MakeAsync(""" "customer_id":"c1","number":"1","amount":1 """), TimeSpan.FromSeconds(1));

        Assert.Equal("1", answer.At("data.0.number"));
        Assert.Equal("1", (await app.AssetGetAsync(AssetCalls.Report)).At("data.0.total_credits"));
    }

    [Fact]
    public async Task Create_OnePartitionGone_MakesTheOthers()
    {
        var faults = new Faults();
        await using var app = await StartAsync(faults);
        await app.GrantAsync("c1", "1.00");
        await app.GrantAsync("c2", "1.00");
        faults.Strike = static call => call.Operation == StorageOperation.RowCommit && call.Rows.Any(row => row.Contains("!c2!", StringComparison.Ordinal)) ? Fault.FailBefore : Fault.None;

        var answer = await app.Clock.DriveAsync(
            app.MakeAsync(""" "customer_id":"c1","number":"1","amount":1 """, """ "customer_id":"c2","number":"2","amount":1 """), TimeSpan.FromSeconds(1));

        Assert.Equal(("1", "2", "Storage did not say whether it was done; send it again to find out"), (answer.At("data.0.number"), answer.At("errors.0.number"), answer.At("errors.0.error")));
        faults.Strike = static _ => Fault.None;
        Assert.Equal("2", (await app.MakeAsync(""" "customer_id":"c2","number":"2","amount":1 """)).At("data.0.number"));
    }

    [Fact]
    public async Task Create_WithAToken_IsMade()
    {
        await using var app = await StartAsync();
        var token = await app.TokenOfAsync(Scopes.All, ("scope", "credit_memo:create"));

        var answer = await app.AssetAsync(CreditApplication.Request(HttpMethod.Post, AssetCalls.Memos, """[{"customer_id":"c1","number":"1","amount":1}]"""), token);

        Assert.Equal("1", answer.At("data.0.number"));
    }

    private static async Task<CreditApplication> StartAsync(IFaults? faults = null)
    {
        var app = await CreditApplication.StartAsync(faults);
        await app.AddCustomerAsync("c1");
        await app.AddCustomerAsync("c2");
        return app;
    }
}

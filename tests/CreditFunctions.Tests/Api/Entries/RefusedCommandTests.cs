using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Entries;

/// <summary>What each command refuses: status, code and field, and no trace in storage.</summary>
public sealed class RefusedCommandTests
{
    private const string Account = "/api/customers/c1/credits/default/USD";
    private const string Entries = Account + "/entries";

    // Of the account below: OPEN is a reservation of 3.00, ENDED one that was released, USED a grant with 4.00 applied and 3.00 reserved,
    // GONE a grant that was used up, HELD a grant that is reserved whole, APPLY an entry of 4.00, UNDONE one that was reversed.
    public static TheoryData<string, string> Refused => new()
    {
        { """{"type":"reserve","amount":"9999.00"}""", "409 insufficient_credit amount" },
        { """{"type":"reserve","amount":"1.005"}""", "400 invalid_request amount" },
        { """{"type":"reserve","amount":"1.00","expires_at":"2026-11-21T12:00:00Z"}""", "400 invalid_request expires_at" },
        { """{"type":"reserve","amount":"1.00","pays_for":{}}""", "400 invalid_request pays_for" },
        { """{"type":"reserve","amount":"1.00","pays_for":{"price":""}}""", "400 invalid_request pays_for.price" },
        { """{"type":"reserve","amount":"1.00","pays_for":"metered"}""", "400 invalid_request pays_for" },
        { """{"type":"reserve","amount":"1.00","pays_for":{"colour":"red"}}""", "400 invalid_request pays_for.colour" },
        { """{"type":"capture","reservation_id":"OPEN","amount":"3.01"}""", "409 reservation_exceeded amount" },
        { """{"type":"capture","reservation_id":"OPEN","amount":"0"}""", "400 invalid_request amount" },
        { """{"type":"capture","reservation_id":"OPEN","release_rest":"yes"}""", "400 invalid_request release_rest" },
        { """{"type":"capture","reservation_id":"ENDED"}""", "409 reservation_ended reservation_id" },
        { """{"type":"capture","reservation_id":"NONE"}""", "404 reservation_not_found reservation_id" },
        { """{"type":"capture"}""", "400 invalid_request reservation_id" },
        { """{"type":"release","reservation_id":"ENDED"}""", "409 reservation_ended reservation_id" },
        { """{"type":"release","reservation_id":"reservation_1"}""", "400 invalid_request reservation_id" },
        { """{"type":"release","reservation_id":"OPEN","amount":"1.00"}""", "400 invalid_request amount" },
        { """{"type":"void","grant_id":"USED","only_if_unused":true}""", "409 grant_used only_if_unused" },
        { """{"type":"void","grant_id":"GONE"}""", "409 grant_ended grant_id" },
        { """{"type":"void","grant_id":"HELD"}""", "409 grant_reserved grant_id" },
        { """{"type":"void","grant_id":"UNKNOWN"}""", "404 grant_not_found grant_id" },
        { """{"type":"void","grant_id":"OTHER"}""", "404 grant_not_found grant_id" },
        { """{"type":"expire","grant_id":"GONE"}""", "409 grant_ended grant_id" },
        { """{"type":"expire","grant_id":"HELD"}""", "409 grant_reserved grant_id" },
        { """{"type":"expire","grant_id":"UNKNOWN"}""", "404 grant_not_found grant_id" },
        { """{"type":"reverse","entry_id":"APPLY","amount":"4.01"}""", "409 reversal_exceeded amount" },
        { """{"type":"reverse","entry_id":"UNDONE"}""", "409 reversal_exceeded entry_id" },
        { """{"type":"reverse","entry_id":"GRANTING"}""", "409 not_reversible entry_id" },
        { """{"type":"reverse","entry_id":"NOTHING"}""", "404 entry_not_found entry_id" },
        { """{"type":"amend","grant_id":"USED"}""", "400 invalid_request expires_at" },
        { """{"type":"amend","grant_id":"USED","expires_at":"2026-11-21T11:00:00Z"}""", "400 invalid_request expires_at" },
        { """{"type":"amend","grant_id":"USED","expires_at":"soon"}""", "400 invalid_request expires_at" },
        { """{"type":"amend","grant_id":"GONE","expires_at":"never"}""", "409 grant_ended grant_id" },
        { """{"type":"amend","grant_id":"UNKNOWN","name":"x"}""", "404 grant_not_found grant_id" },
        { """{"type":"settle_overage","settlement":"charged"}""", "409 overage_exceeded amount" },
        { """{"type":"settle_overage","settlement":"lost"}""", "400 invalid_request settlement" },
        { """{"type":"settle_overage"}""", "400 invalid_request settlement" },
        { """{"type":"grant","amount":"1.00","applies_to":{"price_type":"metered","prices":["a"]}}""", "400 invalid_request applies_to" },
        { """{"type":"grant","amount":"1.00","applies_to":{"prices":[]}}""", "400 invalid_request applies_to.prices" },
        { """{"type":"grant","amount":"1.00","applies_to":{"prices":[1]}}""", "400 invalid_request applies_to.prices" },
        { """{"type":"grant","amount":"1.00","references":{"invoice":""}}""", "400 invalid_request references.invoice" },
        { """{"type":"grant","amount":"1.00","created_at":"2026-01-01T00:00:00Z"}""", "400 invalid_request created_at" },
        { """{"commands":[{"type":"apply","amount":"1.00"},{"type":"release","reservation_id":"OPEN"},{"type":"release","reservation_id":"OPEN"}]}""", "409 reservation_ended commands[2].reservation_id" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Post_CommandThatCannotBeDone_SaysWhyAndLeavesNoTrace(string body, string problem)
    {
        await using var app = await CreditApplication.StartAsync();
        foreach (var (name, id) in await SetUpAsync(app))
        {
            body = body.Replace($"\"{name}\"", $"\"{id}\"", StringComparison.Ordinal);
        }

        var before = await RowsAsync(app);
        var answer = await app.PostAsync(Entries, body, ("Idempotency-Key", "k"));

        Assert.Equal(problem, answer.Problem);
        Assert.Equal(before, await RowsAsync(app));
    }

    [Fact]
    public async Task Post_ThirtyThirdOpenReservation_Is409()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "100.00");
        var reserve = string.Join(',', Enumerable.Repeat("""{"type":"reserve","amount":"1.00"}""", Limits.OpenReservations / 2));
        await app.PostAsync(Entries, $$"""{"commands":[{{reserve}}]}""");
        await app.PostAsync(Entries, $$"""{"commands":[{{reserve}}]}""");

        Assert.Equal("409 too_many_open_reservations -", (await app.PostAsync(Entries, """{"type":"reserve","amount":"1.00"}""")).Problem);
    }

    [Fact]
    public async Task Post_BeyondTheOverageLimit_Is409AndSaysWhatIsLeft()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.PutAsync("/api/entitlements/default", """{"overage":"carry","overage_limit":"5"}""");
        await app.GrantAsync("c1", "1.00");
        await app.ApplyAsync("c1", "3.00");

        Assert.Equal("3.01 USD was to be applied; 0.00 USD is available; overage may grow by 3.00 USD.", (await app.ApplyAsync("c1", "3.01")).At("detail"));
        Assert.Equal(201, (await app.ApplyAsync("c1", "3.00")).Status);
    }

    private static async Task<Dictionary<string, string?>> SetUpAsync(CreditApplication app)
    {
        var gone = (await app.GrantAsync("c1", "1.00")).At("entries.0.grant_id");
        await app.ApplyAsync("c1", "1.00");
        var held = (await app.GrantAsync("c1", "2.00")).At("entries.0.grant_id");
        await app.PostAsync(Entries, """{"type":"reserve","amount":"2.00"}""");
        var granting = await app.GrantAsync("c1", "10.00");
        var applied = (await app.ApplyAsync("c1", "4.00")).At("entries.0.entry_id");
        var undone = (await app.ApplyAsync("c1", "0.50")).At("entries.0.entry_id");
        await app.PostAsync(Entries, $$"""{"type":"reverse","entry_id":"{{undone}}"}""");
        var ended = (await app.PostAsync(Entries, """{"type":"reserve","amount":"0.50"}""")).At("entries.0.reservation_id");
        await app.PostAsync(Entries, $$"""{"type":"release","reservation_id":"{{ended}}"}""");
        var open = (await app.PostAsync(Entries, """{"type":"reserve","amount":"3.00"}""")).At("entries.0.reservation_id");
        var other = (await app.GrantAsync("c2", "5.00")).At("entries.0.grant_id");
        Assert.True(LocatedId.TryParse(open, LocatedId.ReservationPrefix, out var last));
        var beyond = last with { Seq = 999 };
        return new(StringComparer.Ordinal)
        {
            ["GONE"] = gone,
            ["HELD"] = held,
            ["USED"] = granting.At("entries.0.grant_id"),
            ["GRANTING"] = granting.At("entries.0.entry_id"),
            ["APPLY"] = applied,
            ["UNDONE"] = undone,
            ["ENDED"] = ended,
            ["OPEN"] = open,
            ["OTHER"] = other,
            // An entry of the account, but no grant and no reservation.
            ["UNKNOWN"] = last.ToString(LocatedId.GrantPrefix),
            ["NONE"] = beyond.ToString(LocatedId.ReservationPrefix),
            ["NOTHING"] = beyond.ToString(LocatedId.EntryPrefix),
        };
    }

    /// <summary>All that is stored of the customer, as text.</summary>
    private static async Task<IReadOnlyList<string>> RowsAsync(CreditApplication app)
    {
        var partition = RowKeys.Partition(CreditApplication.Business, "c1", 16);
        return (await app.Storage.Table(StoreNames.Credits).QueryAsync(new(partition, "", null), ReadText, null, default)).Rows;
    }

    private static string ReadText(ref Utf8JsonReader json) => JsonDocument.ParseValue(ref json).RootElement.GetRawText();
}

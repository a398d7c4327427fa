using System.Text.Json;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;
using static CreditFunctions.Tests.Dialects.Dodo.DodoCalls;

namespace CreditFunctions.Tests.Dialects.Dodo;

public sealed class EntitlementsTests
{
    private const string Full =
        """
        {"name":"Lane hours","unit":"hours of lane","precision":2,"description":"Any lane","overage_enabled":true,"overage_behavior":"invoice_at_billing","overage_limit":12.50,
         "currency":"USD","price_per_unit":"0.050","rollover_enabled":true,"rollover_percentage":50,"rollover_timeframe_count":1,"rollover_timeframe_interval":"Month",
         "max_rollover_count":3,"expires_after_days":365}
        """;

    [Fact]
    public async Task Create_WhatIsNeeded_HasDefaults()
    {
        await using var app = await Scenes.NothingAsync();

        var answer = await app.PostAsync("/credit-entitlements", Hours);

        Assert.Matches("^cde_[0-9A-Za-z]{22}$", answer.At("id"));
        answer.Is(201, $$"""
            {"id":"{{answer.At("id")}}","business_id":"biz_test","name":"Lane hours","unit":"hours","precision":2,"description":null,"overage_enabled":false,"overage_behavior":"forgive_at_reset",
             "overage_limit":null,"currency":null,"price_per_unit":null,"rollover_enabled":false,"rollover_percentage":null,"rollover_timeframe_count":null,"rollover_timeframe_interval":null,
             "max_rollover_count":null,"expires_after_days":null,"created_at":"2026-01-01T09:00:00Z","updated_at":"2026-01-01T09:00:00Z"}
            """);
    }

    [Fact]
    public async Task Create_Everything_IsKeptAndShownAgain()
    {
        await using var app = await Scenes.NothingAsync();

        var id = await app.AddEntitlementAsync(Full);

        (await app.GetAsync($"/credit-entitlements/{id}")).Is(200, $$"""
            {"id":"{{id}}","business_id":"biz_test","name":"Lane hours","unit":"hours of lane","precision":2,"description":"Any lane","overage_enabled":true,"overage_behavior":"invoice_at_billing",
             "overage_limit":12.5,"currency":"USD","price_per_unit":"0.050","rollover_enabled":true,"rollover_percentage":50,"rollover_timeframe_count":1,"rollover_timeframe_interval":"Month",
             "max_rollover_count":3,"expires_after_days":365,"created_at":"2026-01-01T09:00:00Z","updated_at":"2026-01-01T09:00:00Z"}
            """);
    }

    [Theory]
    [InlineData("hours", 2, "hours")]
    [InlineData("USD", 2, "USD")]
    [InlineData("USD", 3, "USD")]
    [InlineData("hours of lane", 0, null)]
    public async Task Create_Unit_IsTheLedgersIfItCanBe(string unit, int precision, string? code)
    {
        await using var app = await Scenes.NothingAsync();

        var id = await app.AddEntitlementAsync($$"""{"name":"x","unit":"{{unit}}","precision":{{precision}},"overage_enabled":false,"rollover_enabled":false}""");

        var own = await app.GetAsync($"/api/entitlements/{id}");
        Assert.Equal((code ?? id, precision.ToString(System.Globalization.CultureInfo.InvariantCulture), "fifo"), (own.At("unit"), own.At("precision"), own.At("draw_order")));
    }

    [Theory]
    [InlineData("forgive_at_reset", "carry")]
    [InlineData("invoice_at_billing", "carry")]
    [InlineData("carry_deficit", "carry")]
    [InlineData("carry_deficit_auto_repay", "repay")]
    public async Task Create_OverageBehavior_IsTheLedgersPolicy(string behavior, string policy)
    {
        await using var app = await Scenes.NothingAsync();

        var id = await app.AddEntitlementAsync(
            $$"""{"name":"x","unit":"x","precision":1,"overage_enabled":true,"overage_behavior":"{{behavior}}","price_per_unit":"1","currency":"EUR","overage_limit":1e1,"rollover_enabled":false}""");

        var own = await app.GetAsync($"/api/entitlements/{id}");
        Assert.Equal((policy, "10"), (own.At("overage"), own.At("overage_limit")));
        Assert.Equal(behavior, (await app.GetAsync($"/credit-entitlements/{id}")).At("overage_behavior"));
    }

    [Theory]
    [InlineData("none", "false", "forgive_at_reset", "null")]
    [InlineData("carry", "true", "carry_deficit", "12.5")]
    [InlineData("repay", "true", "carry_deficit_auto_repay", "12.5")]
    public async Task Get_MadeThroughTheOwnApi_HasDefaults(string overage, string enabled, string behavior, string limit)
    {
        await using var app = await Scenes.NothingAsync();
        var more = overage == "none" ? "" : ",\"overage_limit\":\"012.50\"";
        await app.PutAsync("/api/entitlements/x", $$"""{"unit":"hours","precision":3,"expires_after_days":9,"overage":"{{overage}}"{{more}}}""");

        var answer = await app.GetAsync("/credit-entitlements/x");

        Assert.Equal(("x", "hours", "3", "9", "false"), (answer.At("name"), answer.At("unit"), answer.At("precision"), answer.At("expires_after_days"), answer.At("rollover_enabled")));
        Assert.Equal((enabled, behavior, limit), (answer.At("overage_enabled"), answer.At("overage_behavior"), answer.At("overage_limit")));
    }

    [Fact]
    public async Task Get_ChangedThroughTheOwnApi_ShowsWhatTheLedgerDoes()
    {
        await using var app = await Scenes.NothingAsync();
        var id = await app.AddEntitlementAsync(Full);
        await app.PutAsync($"/api/entitlements/{id}", $$"""{"name":"Other","unit":"{{id}}","precision":2,"overage":"repay"}""");

        var answer = await app.GetAsync($"/credit-entitlements/{id}");

        Assert.Equal(
            ("Other", "hours of lane", "carry_deficit_auto_repay", "null", "null", "Any lane"),
            (answer.At("name"), answer.At("unit"), answer.At("overage_behavior"), answer.At("overage_limit"), answer.At("expires_after_days"), answer.At("description")));
    }

    [Fact]
    public async Task List_Pages_AreNewestFirst()
    {
        await using var app = await Scenes.NothingAsync();
        var made = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            made.Insert(0, await app.AddEntitlementAsync());
        }

        Assert.Equal([.. made, "lane-credit"], (await app.GetAsync("/credit-entitlements")).Each("id"));
        Assert.Equal([made[2], "lane-credit"], (await app.GetAsync("/credit-entitlements?page_size=2&page_number=1")).Each("id"));
        Assert.Empty((await app.GetAsync("/credit-entitlements?page_size=2&page_number=2")).Each("id"));
        Assert.Empty((await app.GetAsync("/credit-entitlements?deleted=true")).Each("id"));
        Assert.Equal(4, (await app.GetAsync("/credit-entitlements?deleted=false&colour=red")).Each("id").Count);
    }

    [Theory]
    [InlineData("deleted=yes", "deleted is 'yes'; allowed are true and false.")]
    [InlineData("page_size=101", "page_size is '101'; allowed is a whole number from 0 to 100.")]
    public async Task List_BadParameter_Is422(string query, string message)
    {
        await using var app = await Scenes.NothingAsync();

        (await app.GetAsync($"/credit-entitlements?{query}")).IsError(422, "INVALID_QUERY_PARAMS", message);
    }

    [Fact]
    public async Task Update_SomeFields_LeavesTheOthers()
    {
        await using var app = await Scenes.NothingAsync();
        var id = await app.AddEntitlementAsync(Full);
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        var answer = await app.PatchAsync($"/credit-entitlements/{id}", """{"name":"Hours","unit":"h","overage_limit":null,"expires_after_days":null,"rollover_percentage":0,"overage_enabled":null}""");

        Assert.Equal((200, "", "0"), (answer.Status, answer.Text, answer.Header("Content-Length")));
        (await app.GetAsync($"/credit-entitlements/{id}")).Is(200, $$"""
            {"id":"{{id}}","business_id":"biz_test","name":"Hours","unit":"h","precision":2,"description":"Any lane","overage_enabled":true,"overage_behavior":"invoice_at_billing",
             "overage_limit":null,"currency":"USD","price_per_unit":"0.050","rollover_enabled":true,"rollover_percentage":0,"rollover_timeframe_count":1,"rollover_timeframe_interval":"Month",
             "max_rollover_count":3,"expires_after_days":null,"created_at":"2026-01-01T09:00:00Z","updated_at":"2026-01-01T09:01:00Z"}
            """);
    }

    [Fact]
    public async Task Update_Overage_IsInForceAtOnce()
    {
        await using var app = await Scenes.NothingAsync();
        var id = await app.AddEntitlementAsync();
        var entries = $"/credit-entitlements/{id}/balances/{Scenes.Customer}/ledger-entries";
        Assert.Equal("400 INSUFFICIENT_CREDIT_BALANCE", (await app.PostAsync(entries, """{"entry_type":"debit","amount":"1"}""")).Error());

        Assert.Equal(200, (await app.PatchAsync($"/credit-entitlements/{id}", """{"overage_enabled":true,"price_per_unit":"1","currency":"USD"}""")).Status);

        Assert.Equal("1", (await app.PostAsync(entries, """{"entry_type":"debit","amount":"1"}""")).At("overage_after"));
    }

    [Fact]
    public async Task Update_MadeThroughTheOwnApi_NeedsNoPriceForOverageThatWasThere()
    {
        await using var app = await Scenes.OverageAsync();

        Assert.Equal(200, (await app.PatchAsync("/credit-entitlements/lane-credit", """{"description":"Lanes"}""")).Status);

        var answer = await app.GetAsync("/credit-entitlements/lane-credit");
        Assert.Equal(("Lanes", "true", "Lane credit"), (answer.At("description"), answer.At("overage_enabled"), answer.At("name")));
    }

    [Fact]
    public async Task Update_TenAtOnce_LosesNone()
    {
        await using var app = await Scenes.NothingAsync();
        var id = await app.AddEntitlementAsync();
        string[] changes =
        [
            "\"name\":\"n\"", "\"description\":\"d\"", "\"rollover_percentage\":7", "\"max_rollover_count\":8", "\"expires_after_days\":9",
        ];

        var answers = await Task.WhenAll(changes.Select(change => app.PatchAsync($"/credit-entitlements/{id}", $"{{{change}}}")));

        Assert.All(answers, static answer => Assert.Equal(200, answer.Status));
        var now = await app.GetAsync($"/credit-entitlements/{id}");
        Assert.Equal(("n", "d", "7", "8", "9"), (now.At("name"), now.At("description"), now.At("rollover_percentage"), now.At("max_rollover_count"), now.At("expires_after_days")));
    }

    [Fact]
    public async Task Delete_OnceMade_HidesItEverywhereHere()
    {
        await using var app = await Scenes.HarbourAsync();
        Assert.Equal("75", (await app.GetAsync(Balance)).At("balance"));

        var answer = await app.DeleteAsync("/credit-entitlements/lane-credit");

        Assert.Equal((200, ""), (answer.Status, answer.Text));
        foreach (var path in new[] { "/credit-entitlements/lane-credit", "/credit-entitlements/lane-credit/balances", Balance, Balance + "/ledger", Balance + "/grants" })
        {
            (await app.GetAsync(path)).IsError(404, "NOT_FOUND", "There is no credit entitlement 'lane-credit'.");
        }

        Assert.Equal("404 NOT_FOUND", (await app.PostAsync(Balance + "/ledger-entries", """{"entry_type":"credit","amount":"1"}""")).Error());
        Assert.Equal("404 NOT_FOUND", (await app.PatchAsync("/credit-entitlements/lane-credit", """{"name":"x"}""")).Error());
        Assert.Equal("404 NOT_FOUND", (await app.DeleteAsync("/credit-entitlements/lane-credit")).Error());
        Assert.Empty((await app.GetAsync("/credit-entitlements")).Each("id"));
        Assert.Equal(["lane-credit"], (await app.GetAsync("/credit-entitlements?deleted=true")).Each("id"));
        Assert.Empty((await app.GetAsync($"/customers/{Scenes.Customer}/credit-entitlements")).Each("balance"));
        Assert.Equal("75.00", (await app.GetAsync($"/api/customers/{Scenes.Customer}/credits/lane-credit/USD")).At("available"));
    }

    [Fact]
    public async Task Undelete_Deleted_IsThereAgain()
    {
        await using var app = await Scenes.HarbourAsync();
        await app.DeleteAsync("/credit-entitlements/lane-credit");

        var answer = await app.PostAsync("/credit-entitlements/lane-credit/undelete", null);

        Assert.Equal((200, ""), (answer.Status, answer.Text));
        Assert.Equal("75", (await app.GetAsync(Balance)).At("balance"));
        Assert.Equal("2026-03-01T00:00:00Z", (await app.GetAsync("/credit-entitlements/lane-credit")).At("updated_at"));
    }

    [Theory]
    [InlineData("lane-credit")]
    [InlineData("nothing")]
    [InlineData("default")]
    [InlineData("a%20b")]
    public async Task Undelete_NotDeleted_Is500AndNotTriedAgain(string id)
    {
        await using var app = await Scenes.NothingAsync();

        var answer = await app.PostAsync($"/credit-entitlements/{id}/undelete", null);

        answer.IsError(500, "INTERNAL_SERVER_ERROR", $"There is no deleted credit entitlement '{Uri.UnescapeDataString(id)}'.");
        Assert.Equal("false", answer.Header("x-should-retry"));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("default")]
    [InlineData("a%20b")]
    public async Task Change_NothingThere_Is404(string id)
    {
        await using var app = await Scenes.NothingAsync();

        Assert.Equal("404 NOT_FOUND", (await app.PatchAsync($"/credit-entitlements/{id}", """{"name":"x"}""")).Error());
        Assert.Equal("404 NOT_FOUND", (await app.DeleteAsync($"/credit-entitlements/{id}")).Error());
    }

    public static TheoryData<string, string> BadFields => new()
    {
        { "\"name\":\"\"", "name is ''; allowed is a string of 1 to 255 characters." },
        { $"\"name\":\"{new string('n', 256)}\"", $"name is '{new string('n', 64)}…'; allowed is a string of 1 to 255 characters." },
        { "\"unit\":5", "unit is 5; allowed is a string of 1 to 50 characters." },
        { $"\"unit\":\"{new string('u', 51)}\"", $"unit is '{new string('u', 51)}'; allowed is a string of 1 to 50 characters." },
        { $"\"description\":\"{new string('d', 1001)}\"", $"description is '{new string('d', 64)}…'; allowed is a string of 0 to 1000 characters." },
        { "\"overage_enabled\":\"yes\"", "overage_enabled is 'yes'; allowed are true and false." },
        { "\"overage_behavior\":\"forget\"", "overage_behavior is 'forget'; allowed are forgive_at_reset, invoice_at_billing, carry_deficit, carry_deficit_auto_repay." },
        { "\"overage_limit\":\"5\"", "overage_limit is '5'; allowed is a number from 0 to 92233720368547758.07 with at most 2 decimals." },
        { "\"overage_limit\":-1", "overage_limit is -1; allowed is a number from 0 to 92233720368547758.07 with at most 2 decimals." },
        { "\"overage_limit\":0.005", "overage_limit is 0.005; allowed is a number from 0 to 92233720368547758.07 with at most 2 decimals." },
        { "\"overage_limit\":1e30", "overage_limit is 1e30; allowed is a number from 0 to 92233720368547758.07 with at most 2 decimals." },
        { "\"overage_limit\":92233720368547758.08", "overage_limit is 92233720368547758.08; allowed is a number from 0 to 92233720368547758.07 with at most 2 decimals." },
        { "\"rollover_enabled\":1", "rollover_enabled is 1; allowed are true and false." },
        { "\"rollover_percentage\":101", "rollover_percentage is 101; allowed is a whole number from 0 to 100." },
        { "\"rollover_percentage\":1.5", "rollover_percentage is 1.5; allowed is a whole number from 0 to 100." },
        { "\"rollover_timeframe_count\":0,\"rollover_timeframe_interval\":\"Day\"", "rollover_timeframe_count is 0; allowed is a whole number from 1 to 2147483647." },
        { "\"rollover_timeframe_count\":1,\"rollover_timeframe_interval\":\"day\"", "rollover_timeframe_interval is 'day'; allowed are Day, Week, Month, Year." },
        { "\"rollover_timeframe_count\":1", "rollover_timeframe_count and rollover_timeframe_interval go together: both or neither." },
        { "\"rollover_timeframe_interval\":\"Day\"", "rollover_timeframe_count and rollover_timeframe_interval go together: both or neither." },
        { "\"max_rollover_count\":-1", "max_rollover_count is -1; allowed is a whole number from 0 to 2147483647." },
        { "\"expires_after_days\":0", "expires_after_days is 0; allowed is a whole number from 1 to 36500." },
        { "\"expires_after_days\":36501", "expires_after_days is 36501; allowed is a whole number from 1 to 36500." },
        { "\"currency\":\"usd\"", "currency is 'usd'; allowed are the currencies of ISO 4217, in upper case." },
        { "\"price_per_unit\":\"-1\",\"currency\":\"USD\"", "price_per_unit is '-1'; allowed is a plain decimal such as 0.05." },
        { "\"price_per_unit\":\"1\"", "currency is needed, since there is a price_per_unit." },
        { "\"overage_enabled\":true", "price_per_unit is needed, since overage_enabled is true." },
        { "\"id\":\"cde_1\"", "Unknown field 'id'; allowed are name, unit, description, overage_enabled, overage_behavior, overage_limit, rollover_enabled, rollover_percentage, rollover_timeframe_count, rollover_timeframe_interval, max_rollover_count, expires_after_days, currency, price_per_unit." },
    };

    [Theory]
    [MemberData(nameof(BadFields))]
    public async Task Update_BadField_SaysWhyAndChangesNothing(string fields, string message)
    {
        await using var app = await Scenes.NothingAsync();
        var id = await app.AddEntitlementAsync();
        var before = await app.GetAsync($"/credit-entitlements/{id}");

        var answer = await app.PatchAsync($"/credit-entitlements/{id}", $"{{{fields}}}");

        Assert.Equal((400, "INVALID_REQUEST_BODY", true), (answer.Status, answer.At("code"), answer.At("message")!.StartsWith(message, StringComparison.Ordinal)));
        Assert.Equal(before.Text, (await app.GetAsync($"/credit-entitlements/{id}")).Text);
    }

    [Theory]
    [MemberData(nameof(BadFields))]
    public async Task Create_BadField_SaysWhyAndMakesNothing(string fields, string message)
    {
        await using var app = await Scenes.NothingAsync();
        var body = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = "\"n\"", ["unit"] = "\"u\"", ["precision"] = "2", ["overage_enabled"] = "false", ["rollover_enabled"] = "false" };
        foreach (var field in JsonDocument.Parse($"{{{fields}}}").RootElement.EnumerateObject())
        {
            body[field.Name] = field.Value.GetRawText();
        }

        var answer = await app.PostAsync("/credit-entitlements", $"{{{string.Join(',', body.Select(static pair => $"\"{pair.Key}\":{pair.Value}"))}}}");

        Assert.Equal("400 INVALID_REQUEST_BODY", answer.Error());
        Assert.Contains(message.TrimEnd('.'), answer.At("message"), StringComparison.Ordinal);
        Assert.Equal(["lane-credit"], (await app.GetAsync("/credit-entitlements")).Each("id"));
    }

    [Theory]
    [InlineData("{}", "name is missing. unit is missing. precision is missing. overage_enabled is missing. rollover_enabled is missing.")]
    [InlineData("""{"name":"n","unit":"u","precision":11,"overage_enabled":false,"rollover_enabled":false}""", "precision is 11; allowed is a whole number from 0 to 10.")]
    [InlineData("""{"name":"n","unit":"u","precision":-1,"overage_enabled":false,"rollover_enabled":false}""", "precision is -1; allowed is a whole number from 0 to 10.")]
    [InlineData("""{"name":null,"unit":"u","precision":0,"overage_enabled":false,"rollover_enabled":false}""", "name is missing.")]
    public async Task Create_FieldMissingOrOutOfBounds_SaysWhy(string body, string message)
    {
        await using var app = await Scenes.NothingAsync();

        (await app.PostAsync("/credit-entitlements", body)).IsError(400, "INVALID_REQUEST_BODY", message);
    }

    [Fact]
    public async Task Update_Precision_IsUnknownSinceItNeverChanges()
    {
        await using var app = await Scenes.NothingAsync();

        var answer = await app.PatchAsync("/credit-entitlements/lane-credit", """{"precision":2}""");

        Assert.Equal("400 INVALID_REQUEST_BODY", answer.Error());
        Assert.StartsWith("Unknown field 'precision'", answer.At("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_LongestTexts_AreKept()
    {
        await using var app = await Scenes.NothingAsync();
        var (name, unit, description) = (new string('é', 255), new string('日', 50), new string('"', 1000));

        var id = await app.AddEntitlementAsync(JsonSerializer.Serialize(new { name, unit, precision = 10, description, overage_enabled = false, rollover_enabled = false }));

        var answer = await app.GetAsync($"/credit-entitlements/{id}");
        Assert.Equal((name, unit, description), (answer.At("name"), answer.At("unit"), answer.At("description")));
        await app.PostEntryAsync(id, Scenes.Customer, """{"entry_type":"credit","amount":"922337203.6854775807"}""");
        Assert.Equal("922337203.6854775807", (await app.GetAsync($"/credit-entitlements/{id}/balances/{Scenes.Customer}")).At("balance"));
    }

    [Theory]
    [InlineData("DELETE", "", "")]
    [InlineData("POST", "/undelete", "lane-credit")]
    public async Task Change_NobodyKnowsIfItWasDone_IsNotTriedAgainAndIsSeenAtOnce(string method, string path, string shown)
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartAsync(faults);
        await app.PutAsync("/api/entitlements/lane-credit", """{"unit":"USD"}""");
        await app.AddCustomerAsync("c1");
        if (method == "POST")
        {
            await app.DeleteAsync("/credit-entitlements/lane-credit");
        }

        await app.GetAsync("/credit-entitlements/lane-credit/balances");
        faults.Strike = static call => call.IsWrite ? Fault.FailAfter : Fault.None;
        var answer = await app.Clock.DriveAsync(app.SendAsync(CreditApplication.Request(new(method), "/credit-entitlements/lane-credit" + path)), TimeSpan.FromSeconds(1));

        Assert.Equal(("503 INTERNAL_SERVER_ERROR", "false"), (answer.Error(), answer.Header("x-should-retry")));
        Assert.Equal(shown == "" ? 404 : 200, (await app.GetAsync("/credit-entitlements/lane-credit/balances")).Status);
    }

    [Fact]
    public async Task Create_NobodyKnowsIfItWasDone_IsNotTriedAgain()
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartAsync(faults);
        _ = await app.KeyAsync(CreditFunctions.Storage.Directory.Scopes.All);

        faults.Strike = static call => call.IsWrite ? Fault.FailAfter : Fault.None;
        var answer = await app.Clock.DriveAsync(app.PostAsync("/credit-entitlements", Hours), TimeSpan.FromSeconds(1));

        Assert.Equal(("503 INTERNAL_SERVER_ERROR", "false"), (answer.Error(), answer.Header("x-should-retry")));
    }
}

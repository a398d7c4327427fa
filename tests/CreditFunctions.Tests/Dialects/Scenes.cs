using System.Globalization;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Dialects;

/// <summary>
/// States of a ledger that every dialect renders. In each there is one customer, <see cref="Customer"/>; its credit is in the entitlement <see cref="Entitlement"/>, which all five
/// dialects see since its one unit is a currency, unless a scene says otherwise.
/// </summary>
internal static class Scenes
{
    public const string Customer = "cus_7QmZcN4rTt2yWbXe9KfLpA";
    public const string PaddleCustomer = "ctm_01hv8wptq8987qeep44cyrewp9";
    public const string Entitlement = "lane-credit";

    private const string Lane = Entitlement + "/USD";

    /// <summary>Nothing runs by itself: a commit that a leap of the clock catches half way would wait for the clock to go on.</summary>
    private static readonly (string Name, string Value)[] NoTimers =
        [("ExpireSchedule", LeapDay), ("ReportSchedule", LeapDay), ("VerifySchedule", LeapDay)];

    private const string LeapDay = "0 0 0 29 2 *";

    /// <summary>A scene by its name.</summary>
    public static Task<CreditApplication> OpenAsync(string scene) => scene switch
    {
        "harbour" => HarbourAsync(),
        "currencies" => CurrenciesAsync(),
        "nothing" => NothingAsync(),
        "reservations" => ReservationsAsync(),
        "overage" => OverageAsync(),
        "pages" => PagesAsync(),
        "largest" => LargestAsync(),
        _ => throw new ArgumentException($"There is no scene {scene}.", nameof(scene)),
    };

    /// <summary>The state of Harbour Rowing Club on 1 March 2026: a grant partly used and reserved, one that expired, one yet to come, one voided.</summary>
    public static async Task<CreditApplication> HarbourAsync()
    {
        var app = await BeginAsync();
        var season = await GrantAsync(app, """{"type":"grant","amount":"100.00","name":"Season pass","memo":"Season pass"}""");
        await GrantAsync(app, """{"type":"grant","amount":"50.00","category":"promotional","expires_at":"2026-02-01T00:00:00Z"}""");
        await GrantAsync(app, """{"type":"grant","amount":"30.00","effective_at":"2026-04-01T00:00:00Z"}""");
        app.Clock.AdvanceTo(Day(2026, 1, 10));
        await PostAsync(app, """{"type":"apply","amount":"20.00"}""");
        app.Clock.AdvanceTo(Day(2026, 1, 20));
        var mistake = await GrantAsync(app, """{"type":"grant","amount":"25.00"}""");
        await PostAsync(app, $$"""{"type":"void","grant_id":"{{mistake}}"}""");
        app.Clock.AdvanceTo(Day(2026, 2, 10));
        await PostAsync(app, """{"type":"apply","amount":"15.00","memo":"Lane hire"}""");
        await PostAsync(app, """{"type":"reserve","amount":"10.00"}""");
        app.Clock.AdvanceTo(Day(2026, 3, 1));
        Assert.NotEqual(season, mistake);
        return app;
    }

    /// <summary>Yen, dollars and dinars: exponents 0, 2 and 3. The dollars are ten cents and twenty.</summary>
    public static async Task<CreditApplication> CurrenciesAsync()
    {
        var app = await BeginAsync();
        await PostAsync(app, """{"type":"grant","amount":"5000"}""", "default/JPY");
        await PostAsync(app, """{"type":"apply","amount":"1200"}""", "default/JPY");
        await PostAsync(app, """{"type":"grant","amount":"0.10"}""");
        await PostAsync(app, """{"type":"grant","amount":"0.20"}""");
        await PostAsync(app, """{"type":"grant","amount":"12.345"}""", "default/KWD");
        await PostAsync(app, """{"type":"reserve","amount":"2.345"}""", "default/KWD");
        return app;
    }

    /// <summary>A customer that never had credit.</summary>
    public static Task<CreditApplication> NothingAsync() => BeginAsync();

    /// <summary>Of 100.00: 30.00 reserved and captured to 20.00 with the rest released, 15.00 reserved and lapsed, 12.50 reserved and open.</summary>
    public static async Task<CreditApplication> ReservationsAsync()
    {
        var app = await BeginAsync();
        await GrantAsync(app, """{"type":"grant","amount":"100.00"}""");
        var captured = await PostAsync(app, """{"type":"reserve","amount":"30.00"}""");
        await PostAsync(app, $$"""{"type":"capture","reservation_id":"{{captured.At("entries.0.reservation_id")}}","amount":"20.00","release_rest":true}""");
        await PostAsync(app, """{"type":"reserve","amount":"15.00","expires_at":"2026-01-02T00:00:00Z"}""");
        await PostAsync(app, """{"type":"reserve","amount":"12.50"}""");
        app.Clock.AdvanceTo(Day(2026, 1, 3));
        return app;
    }

    /// <summary>14.00 applied of 10.00: 4.00 of overage.</summary>
    public static async Task<CreditApplication> OverageAsync()
    {
        var app = await BeginAsync(",\"overage\":\"carry\"");
        await GrantAsync(app, """{"type":"grant","amount":"10.00"}""");
        await PostAsync(app, """{"type":"apply","amount":"14.00"}""");
        return app;
    }

    /// <summary>23 grants of 1.00, a minute apart, and 1.00 applied of each of the first two.</summary>
    public static async Task<CreditApplication> PagesAsync()
    {
        var app = await BeginAsync();
        for (var i = 1; i <= 23; i++)
        {
            await GrantAsync(app, string.Create(CultureInfo.InvariantCulture, $$"""{"type":"grant","amount":"1.00","name":"Grant {{i}}"}"""));
            app.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await PostAsync(app, """{"type":"apply","amount":"1.00"}""");
        await PostAsync(app, """{"type":"apply","amount":"1.00"}""");
        return app;
    }

    /// <summary>The largest amount there is: 2^63-1 cents.</summary>
    public static async Task<CreditApplication> LargestAsync()
    {
        var app = await BeginAsync();
        await GrantAsync(app, """{"type":"grant","amount":"92233720368547758.07"}""");
        return app;
    }

    /// <summary>Posts a command to the scene's customer.</summary>
    public static async Task<Answer> PostAsync(CreditApplication app, string command, string account = Lane)
    {
        var answer = await app.PostAsync($"/api/customers/{Customer}/credits/{account}/entries", command);
        Assert.True(answer.Status == 201, answer.Text);
        return answer;
    }

    private static async Task<string> GrantAsync(CreditApplication app, string command) => (await PostAsync(app, command)).At("entries.0.grant_id")!;

    /// <summary>A program on 1 January 2026 at nine, with the customer and the entitlement.</summary>
    private static async Task<CreditApplication> BeginAsync(string more = "")
    {
        var clock = new FakeClock(Day(2026, 1, 1).AddHours(9));
        var app = await CreditApplication.StartAsync(new InMemoryStorage(clock), new(clock), clock, CreditApplication.Business, NoTimers);
        Assert.Equal(201, (await app.PutAsync($"/api/entitlements/{Entitlement}", """{"name":"Lane credit","unit":"USD","precision":2""" + more + "}")).Status);
        await app.AddCustomerAsync(Customer, $$$"""{"name":"Harbour Rowing Club","email":"desk@harbour.example","external_ids":{"paddle":"{{{PaddleCustomer}}}"}}""");
        return app;
    }

    private static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);
}

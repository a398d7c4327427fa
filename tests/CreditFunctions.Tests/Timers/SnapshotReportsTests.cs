using CreditFunctions.Ledger;
using CreditFunctions.Settings;
using CreditFunctions.Storage;
using CreditFunctions.Tests.Application;
using CreditFunctions.Timers;

namespace CreditFunctions.Tests.Timers;

public sealed class SnapshotReportsTests
{
    private const string Slot = "/api/reports/credit-balances/snapshots/20261122T020000Z";
    private const string ManifestBlob = CreditApplication.Business + "/credit-balances/2026/11/22/020000Z/manifest.json";

    [Fact]
    public async Task Schedule_SlotComes_MakesBothReportsAsOfIt()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "10.00");

        app.Clock.Advance(TimeSpan.FromHours(14));

        Assert.Equal("2026-11-22T02:00:00Z", (await app.EndedAsync(Slot)).At("as_of"));
        Assert.Equal("done", (await app.EndedAsync(Slot.Replace("credit-balances", "customer-credits", StringComparison.Ordinal))).At("state"));
    }

    [Fact]
    public async Task Slot_RunTwice_ChangesNothing()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        await app.GrantAsync("c1", "10.00");
        app.Clock.Advance(TimeSpan.FromDays(1));
        await RunTimerAsync(app);
        var (manifest, blobs) = (await ManifestAsync(app), await BlobsAsync(app));
        await app.GrantAsync("c1", "5.00");
        app.Clock.Advance(TimeSpan.FromHours(1));

        await RunTimerAsync(app);

        Assert.Equal(manifest, await ManifestAsync(app));
        Assert.Equal(blobs, await BlobsAsync(app));
    }

    [Fact]
    public async Task Slot_RunTwiceAtOnce_IsOneSnapshot()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();
        await using var other = await app.StartAnotherAsync();
        await app.GrantAsync("c1", "10.00");
        app.Clock.Advance(TimeSpan.FromDays(1));

        await Task.WhenAll(RunTimerAsync(app), RunTimerAsync(other), RunTimerAsync(app));

        Assert.Equal("done", (await app.EndedAsync(Slot)).At("state"));
        var files = (await BlobsAsync(app)).Select(static blob => blob.Split(' ')[0]).Where(static name => name.StartsWith(CreditApplication.Business + "/credit-balances/2026/11/22/020000Z/", StringComparison.Ordinal));
        Assert.Equal(2, files.Count(static name => name.EndsWith(".csv", StringComparison.Ordinal) || name.EndsWith("balances.json", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Slot_MissedWhileNobodyRan_IsMadeGoodAtStart()
    {
        var app = await CreditApplication.StartAsync();
        await app.GrantAsync("c1", "10.00");
        await app.DisposeAsync();
        app.Clock.Advance(TimeSpan.FromHours(20));

        await using var later = await app.StartAnotherAsync();

        var made = await later.EndedAsync(Slot);
        Assert.Equal(("2026-11-22T02:00:00Z", "10.00"), (made.At("as_of"), made.At("manifest.totals.USD.available")));
    }

    [Fact]
    public async Task Slot_BeforeTheBusinessWasMade_IsNotRun()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();

        await RunTimerAsync(app);

        (await app.GetAsync("/api/reports/credit-balances/snapshots")).Is(200, """{"snapshots":[]}""");
    }

    [Theory]
    [InlineData("0 0 2 * * *", "2026-11-21T12:00:00Z", "20261121T020000Z")]
    [InlineData("0 0 2 * * *", "2026-11-21T02:00:00Z", "20261121T020000Z")]
    [InlineData("0 0 2 * * *", "2026-11-21T01:59:59.999999Z", "20261120T020000Z")]
    [InlineData("0 */5 * * * *", "2026-11-21T12:04:59Z", "20261121T120000Z")]
    [InlineData("0 0 0 1 1 *", "2026-11-21T12:00:00Z", "20260101T000000Z")]
    [InlineData("0 0 0 29 2 *", "2026-11-21T12:00:00Z", "20240229T000000Z")]
    [InlineData("0 0 0 31 2 *", "2026-11-21T12:00:00Z", null)]
    public void LastSlot_OfASchedule_IsTheLastNotAfterNow(string schedule, string now, string? slot)
    {
        Assert.True(Instant.TryParse(now, out var instant));

        Assert.Equal(slot, Slots.Last(schedule, instant)?.ToString());
    }

    [Fact]
    public async Task Schedule_OfASetting_IsKept()
    {
        await using var app = await CreditApplication.StartAsync(null, (ProgramSettings.ReportScheduleName, "0 30 12 * * *"));

        app.Clock.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal("done", (await app.EndedAsync("/api/reports/credit-balances/snapshots/20261121T123000Z")).At("state"));
        Assert.Equal("0 30 12 * * *", (await app.GetAsync("/api/reports")).At("reports.0.schedule"));
    }

    private static Task<IReadOnlyList<string>> RunTimerAsync(CreditApplication app) => app.FireAsync("SnapshotReports");

    private static async Task<string> ManifestAsync(CreditApplication app)
    {
        await using var download = await app.Storage.Container(StoreNames.Reports).GetAsync(ManifestBlob, null, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(download!.Content);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<List<string>> BlobsAsync(CreditApplication app)
    {
        var names = new List<string>();
        await foreach (var blob in app.Storage.Container(StoreNames.Reports).ListAsync("", TestContext.Current.CancellationToken))
        {
            names.Add($"{blob.Name} {blob.ETag}");
        }

        return names;
    }
}

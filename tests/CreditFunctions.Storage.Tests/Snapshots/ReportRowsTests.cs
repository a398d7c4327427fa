using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Snapshots;
using CreditFunctions.Storage.Tests.Audits;

namespace CreditFunctions.Storage.Tests.Snapshots;

/// <summary>Rows of reports, from finished shards and at once.</summary>
public sealed class ReportRowsTests
{
    private const int Shards = 4;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CreditBalances.Key)]
    [InlineData(CustomerCredits.Key)]
    public async Task Rows_AtOnce_AreThoseOfTheSnapshotOfTheSameInstant(string key)
    {
        var (ledger, report) = (await AuditedLedger.EmptyAsync(Shards), Report(key));
        var history = new HistoryOfSnapshots(ledger, 3);
        await history.PassAsync(200, 20);
        var slot = ledger.Slot();
        await history.PassAsync(20, 20);
        ledger.Time.Pass(SnapshotRunner.SettlingTime);

        var live = await LiveAsync(ledger, report, slot.Slot, int.MaxValue);

        Assert.NotNull(live);
        Assert.NotEmpty(live.Live);
        var snapshot = await HexAsync(new ReportRows(await ledger.ContainerAsync()).OfAsync(await ledger.ScanAsync(slot), report, Token));
        Assert.Equal(snapshot, await HexAsync(live.Live.ToAsyncEnumerable()));
        Assert.Equal(snapshot.Count, live.Rows);
    }

    [Fact]
    public async Task Balances_OfOneCustomer_AddUpOverEntitlementsWhereTheUnitIsMoney()
    {
        var ledger = await AuditedLedger.EmptyAsync();
        foreach (var (entitlement, unit, precision, amount) in new[] { ("default", "USD", 2, 500L), ("other", "USD", 2, 70), ("laps", "hours", 1, 30), ("swims", "hours", 1, 4) })
        {
            await ledger.TryAsync(ledger.Account(unit: unit) with { Entitlement = entitlement }, new Unit(unit, precision), AuditedLedger.Standard, new GrantCommand(amount));
        }

        var rows = await CreditsAsync(ledger);

        Assert.Equal(
            [("default", 570), ("laps", 30), ("other", 570), ("swims", 4)], rows.Select(row => (row.Entitlement, row.Balance)));
    }

    [Fact]
    public async Task Balances_MoreThanABalanceCanShow_AreRefusedByName()
    {
        var ledger = await AuditedLedger.EmptyAsync();
        await ledger.TryAsync(ledger.Account(), AuditedLedger.Standard, new GrantCommand(long.MaxValue));
        await ledger.TryAsync(ledger.Account() with { Entitlement = "other" }, AuditedLedger.Standard, new GrantCommand(1));

        var refused = await Assert.ThrowsAsync<BalanceTooLargeException>(() => CreditsAsync(ledger));

        Assert.Contains(AuditedLedger.Anna, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CreditBalances.Key, 20, true)]
    [InlineData(CreditBalances.Key, 19, false)]
    [InlineData(CustomerCredits.Key, 40, true)]
    [InlineData(CustomerCredits.Key, 39, false)]
    public async Task Rows_AtOnce_AreGivenUpToTheMost(string report, int most, bool isGiven)
    {
        var ledger = await AuditedLedger.EmptyAsync(Shards);
        for (var customer = 0; customer < 20; customer++)
        {
            await ledger.DoAsync($"c{customer}", new GrantCommand(5), new GrantCommand(6));
        }

        Assert.Equal(isGiven, await LiveAsync(ledger, Report(report), ledger.In(TimeSpan.Zero), most) is not null);
    }

    [Fact]
    public async Task Rows_AtOnceOfTooManyAccounts_ReadNoEntries()
    {
        var ledger = await AuditedLedger.EmptyAsync();
        for (var customer = 0; customer < 20; customer++)
        {
            await ledger.DoAsync($"c{customer}", new GrantCommand(5));
        }

        ledger.BeforeRead = call => Task.FromResult(call.Rows[0].StartsWith("entry!", StringComparison.Ordinal) ? Fault.FailBefore : Fault.None);

        Assert.Null(await LiveAsync(ledger, CustomerCredits.Definition, ledger.In(TimeSpan.Zero), 10));
    }

    [Fact]
    public async Task Rows_AtOnceAsOfBeforeTooManyAccounts_AreNotLookedForInAllOfThem()
    {
        var ledger = await AuditedLedger.EmptyAsync();
        var before = ledger.In(TimeSpan.FromSeconds(-1));
        for (var customer = 0; customer < 20; customer++)
        {
            await ledger.DoAsync($"c{customer}", new GrantCommand(5));
        }

        Assert.Null(await LiveAsync(ledger, CreditBalances.Definition, before, 19));
        Assert.Equal(0, (await LiveAsync(ledger, CreditBalances.Definition, before, 20))!.Rows);
    }

    private static Task<ReportData?> LiveAsync(AuditedLedger ledger, ReportDefinition report, Instant asOf, int most) =>
        new LiveScan(ledger.Credits).RunAsync(ledger.Business, report, asOf, ReportPeriod.Since(asOf, ScannedLedger.Months), most, Token);

    private static async Task<List<CustomerCreditRow>> CreditsAsync(AuditedLedger ledger)
    {
        var live = await LiveAsync(ledger, CustomerCredits.Definition, ledger.In(TimeSpan.Zero), 100);
        return [.. live!.Live.SelectMany(Rows)];
    }

    private static IEnumerable<CustomerCreditRow> Rows(RowBatch batch) => Enumerable.Range(0, batch.Count)
        .Select(at => CustomerCreditRow.Read(new Row(batch[at], CustomerCredits.Definition, new long[Row.MaxColumns])));

    private static async Task<List<string>> HexAsync(IAsyncEnumerable<RowBatch> batches)
    {
        var rows = new List<string>();
        await foreach (var batch in batches)
        {
            for (var at = 0; at < batch.Count; at++)
            {
                rows.Add(Convert.ToHexString(batch[at]));
            }
        }

        return rows;
    }

    private static ReportDefinition Report(string key) => ReportCatalogue.TryGet(key, out var report) ? report : throw new ArgumentException(key, nameof(key));
}

using CreditFunctions.Ledger;
using CreditFunctions.Reports;

namespace CreditFunctions.Storage.Tests.Snapshots;

public sealed class CreditChangeRowsTests
{
    [Fact]
    public async Task Changes_EntriesThatLedBackToWhatWas_AreListed()
    {
        var ledger = await ReportedLedger.StoryAsync(shards: 1);
        await ledger.MakeAsync(ReportedLedger.Credits);
        // Before, between and after the one whose account is another than it was.
        await ledger.DoAsync("c01", new ReserveCommand(5), new ReleaseCommand(3));
        await ledger.DoAsync("c05", new ApplyCommand(100));
        await ledger.DoAsync("c07", new ApplyCommand(10), new ReverseCommand(3));
        await ledger.DoAsync("c11", new ApplyCommand(10), new ReverseCommand(3));

        var second = await ledger.MakeAsync(ReportedLedger.Credits);

        var lines = (await ledger.TextAsync(second, ShardChanges.FileName)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(','));
        Assert.Equal(
            ["c01 -0.05 9.90", "c01 0.05 9.90", "c05 -1.00 8.54", "c07 -0.10 9.36", "c07 0.10 9.36", "c11 -0.10 9.00", "c11 0.10 9.00"],
            lines.Select(line => $"{line[0]} {line[8]} {line[4]}").Order(StringComparer.Ordinal));
    }
}

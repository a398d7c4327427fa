using CreditFunctions.Storage.Tests.Azurite;
using CreditFunctions.Storage.Tests.Clock;

namespace CreditFunctions.Storage.Tests.Pruning;

/// <summary>The service says itself when something was written: here only the one who prunes lives later.</summary>
public sealed class AzuritePruningTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Prune_OnAzurite_RemovesWhatIsOldAndHoldsWhatIsLeased()
    {
        var time = new ManualTime { Now = TimeProvider.System.GetUtcNow() };
        var business = await OldBusiness.FullAsync(azurite.Storage, time);
        var held = (await business.LeftAsync()).First(static name => name.EndsWith("/lock", StringComparison.Ordinal) && name.Contains("/audits/", StringComparison.Ordinal));
        var lease = await business.Reports.AcquireLeaseAsync(held, TimeSpan.FromSeconds(60), CancellationToken.None);

        Assert.Equal("3 snapshots, 1 sort file, 2 locks, 1 idempotency key, 1 key claim, 3 import files, 1 export, 1 run, 1 finding file", await business.PruneAsync());

        await business.Reports.ReleaseLeaseAsync(held, lease!, CancellationToken.None);
        Assert.Equal("1 lock", await business.PruneAsync());
        Assert.Equal("nothing", await business.PruneAsync());
    }
}

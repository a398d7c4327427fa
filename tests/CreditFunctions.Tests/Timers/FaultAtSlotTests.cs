using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Timers;

public sealed class FaultAtSlotTests
{
    private const string Slot = "/api/reports/credit-balances/snapshots/20261122T020000Z";

    [Fact]
    public async Task Schedule_StorageFailsOnceAtTheSlot_IsMadeLongBeforeTheNext()
    {
        var (faults, struck) = (new Faults(), 0);
        await using var app = await CreditApplication.StartAsync(faults);
        await app.GrantAsync("c1", "10.00");
        faults.Strike = call => call.Operation == StorageOperation.BlobCommit && Interlocked.Increment(ref struck) == 1 ? Fault.FailBefore : Fault.None;

        app.Clock.Advance(TimeSpan.FromHours(14));

        Assert.Equal("done", (await app.EndedAsync(Slot)).At("state"));
        Assert.True(app.Now.ToDateTimeOffset() < new DateTimeOffset(2026, 11, 22, 3, 0, 0, TimeSpan.Zero));
    }
}

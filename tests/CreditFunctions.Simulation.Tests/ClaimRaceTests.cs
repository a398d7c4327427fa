using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Simulation;

/// <summary>Races for an external id, told call by call where chance would seldom meet them.</summary>
public sealed class ClaimRaceTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    // Longer than a claim without a customer is left alone, and not as long as a put is tried.
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(7);
    private static readonly ExternalId Id = new("crm", "0012");

    private static readonly CustomerDetails Nothing = new();
    private static readonly CustomerDetails WithId = new() { ExternalIds = new Dictionary<string, string>(StringComparer.Ordinal) { [Id.System] = Id.Value } };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Put_StandsStillBetweenClaimAndRow_LosesTheIdToWhoTookItOver(bool isNew) => Run(async (table, time) =>
    {
        if (!isNew)
        {
            await PutAsync(table, time, "anna", Nothing);
        }

        var (hasClaimed, pause, goOn) = (false, new TaskCompletionSource(), new TaskCompletionSource());
        var late = PutAsync(new PausingTable(table, async (row, isWrite) =>
        {
            if (hasClaimed)
            {
                pause.TrySetResult();
                await goOn.Task;
            }

            hasClaimed |= isWrite && IsClaim(row);
        }), time, "anna", WithId);
        await pause.Task;
        await Task.Delay(Long, time);

        var taker = await PutAsync(table, time, "bo", WithId);
        goOn.SetResult();

        Assert.Equal((CustomerOutcome.Created, CustomerOutcome.ExternalIdTaken), (taker.Outcome, (await late).Outcome));
        Assert.Equal(new(Id, "bo"), (await late).Taken);
        Assert.Equal("bo", await HolderAsync(table, time));
    });

    [Fact]
    public void Put_WhileTheClaimsCustomerIsMade_FindsTheIdTaken() => Run(async (table, time) =>
    {
        await PutAsync(table, time, "bo", Nothing);
        var (pause, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = PutAsync(new PausingTable(table, (row, isWrite) => isWrite && !IsClaim(row) ? PausedAsync(pause, goOn) : Task.CompletedTask), time, "anna", WithId);
        await pause.Task;
        await Task.Delay(Long, time);
        // The second has found no customer behind the claim, and looks at the counter only after the first one's customer was made.
        var (otherPause, otherGoOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var second = PutAsync(
            new PausingTable(table, (row, _) => row == RowKeys.NumberCounter ? PausedAsync(otherPause, otherGoOn) : Task.CompletedTask), time, "bo", WithId);
        await otherPause.Task;
        goOn.SetResult();
        Assert.Equal(CustomerOutcome.Created, (await first).Outcome);
        otherGoOn.SetResult();

        Assert.Equal(new(Id, "anna"), (await second).Taken);
        Assert.Equal("anna", await HolderAsync(table, time));
    });

    [Fact]
    public void Put_TwoAtOnce_OneGetsTheIdAndTheOtherIsToldWhoHasIt() => Run(async (table, time) =>
    {
        var both = await Task.WhenAll(PutAsync(table, time, "anna", WithId), PutAsync(table, time, "bo", WithId));

        var loser = Assert.Single(both, result => result.Outcome == CustomerOutcome.ExternalIdTaken);
        var winner = Assert.Single(both, result => result.Outcome == CustomerOutcome.Created);
        Assert.Equal(winner.Customer!.Id, loser.Taken!.Customer);
    });

    [Fact]
    public void Put_ClaimLeftByAProgramThatDied_IsWaitedForAndThenTakenOver() => Run(async (table, time) =>
    {
        var hasClaimed = false;
        _ = PutAsync(
            new PausingTable(table, (row, isWrite) => hasClaimed ? new TaskCompletionSource().Task : Task.FromResult(hasClaimed = isWrite && IsClaim(row))),
            time, "anna", WithId);
        await Task.Delay(TimeSpan.FromSeconds(1), time);

        var taker = await PutAsync(table, time, "bo", WithId);

        Assert.Equal(CustomerOutcome.Created, taker.Outcome);
        Assert.InRange(time.GetUtcNow() - Start, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Put_ClaimThatWasNotReleased_DoesNotCount(bool isDeleted) => Run(async (table, time) =>
    {
        await PutAsync(table, time, "anna", WithId);
        await Task.Delay(Long, time);
        var customers = new CustomerStore(new PausingTable(table, (row, isWrite) => isWrite && IsClaim(row) ? throw new StorageException("Lost.", false) : Task.CompletedTask), time);

        var result = isDeleted ? await customers.DeleteAsync("biz", 1, "anna", default) : await customers.PutAsync("biz", 1, "anna", Nothing, default);

        Assert.Equal(isDeleted ? CustomerOutcome.Deleted : CustomerOutcome.Updated, result.Outcome);
        Assert.Null(await HolderAsync(table, time));
        Assert.Equal(CustomerOutcome.Created, (await PutAsync(table, time, "bo", WithId)).Outcome);
        Assert.InRange(time.GetUtcNow() - Start, Long, Long + TimeSpan.FromSeconds(1));
    });

    private static bool IsClaim(string row) => row == RowKeys.Claim(Id);

    private static Task PausedAsync(TaskCompletionSource reached, TaskCompletionSource goOn)
    {
        reached.TrySetResult();
        return goOn.Task;
    }

    private static Task<CustomerResult> PutAsync(ITable table, VirtualTime time, string customer, CustomerDetails details) =>
        new CustomerStore(table, time).PutAsync("biz", 1, customer, details, default);

    private static async Task<string?> HolderAsync(ITable table, VirtualTime time) =>
        (await new CustomerStore(table, time).FindAsync("biz", 1, Id, default))?.Customer.Id;

    private static void Run(Func<ITable, VirtualTime, Task> history)
    {
        var time = new VirtualTime(Start);
        var table = new InMemoryStorage(time).Table(StoreNames.Credits);
        new SeededScheduler(new Random(1), time).Run(async () =>
        {
            await table.CreateIfMissingAsync(default);
            await history(table, time);
        });
    }
}

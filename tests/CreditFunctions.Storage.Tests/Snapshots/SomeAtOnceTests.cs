using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Storage.Tests.Snapshots;

public sealed class SomeAtOnceTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Run_BrokenOffBetweenPieces_NeverCountsAsDone(int after)
    {
        using var stop = new CancellationTokenSource();
        var done = 0;
        if (after == 0)
        {
            await stop.CancelAsync();
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SomeAtOnce.RunAsync(
            4,
            1,
            async (_, _) =>
            {
                if (++done == after)
                {
                    await stop.CancelAsync();
                }
            },
            stop.Token));

        Assert.Equal(after, done);
    }
}

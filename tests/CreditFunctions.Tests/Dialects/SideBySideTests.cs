using CreditFunctions.Dialects;

namespace CreditFunctions.Tests.Dialects;

public sealed class SideBySideTests
{
    [Fact]
    public async Task Read_ManyThings_ReadsAFewAtATimeAndKeepsTheirOrder()
    {
        var (begun, hold) = (0, new TaskCompletionSource());
        var reading = SideBySide.ReadAsync(Enumerable.Range(0, 100), async number =>
        {
            begun++;
            await hold.Task;
            return number * 2;
        });

        Assert.Equal(SideBySide.AtOnce, begun);
        hold.SetResult();
        Assert.Equal(Enumerable.Range(0, 100).Select(static number => number * 2), await reading);
    }
}

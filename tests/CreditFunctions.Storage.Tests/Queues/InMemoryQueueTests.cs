using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Tests.Clock;
using CreditFunctions.Storage.Tests.InMemory;

namespace CreditFunctions.Storage.Tests.Queues;

/// <summary>What depends on the clock, and what goes wrong.</summary>
public sealed class InMemoryQueueTests
{
    private static readonly TimeSpan Hidden = TimeSpan.FromSeconds(30);

    private readonly ManualTime time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<InMemoryQueue> CreateSutAsync(params Fault[] faults)
    {
        var queue = new InMemoryQueue(time, new ScriptedFaults([Fault.None, .. faults]));
        await queue.CreateIfMissingAsync(Token);
        return queue;
    }

    [Fact]
    public async Task Receive_ItsTimeIsOver_ComesAgainAndTheFirstReceiverHasLostIt()
    {
        var queue = await CreateSutAsync();
        await queue.SendAsync("message", TimeSpan.Zero, Token);
        var first = Assert.Single(await queue.ReceiveAsync(1, Hidden, Token));
        time.Pass(Hidden - TimeSpan.FromSeconds(1));
        Assert.Empty(await queue.ReceiveAsync(1, Hidden, Token));
        time.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(2, Assert.Single(await queue.ReceiveAsync(1, Hidden, Token)).DequeueCount);
        Assert.False(await queue.DeleteAsync(first, Token));
    }

    [Fact]
    public async Task Delete_ItsTimeIsOverAndNobodyHasIt_IsDone()
    {
        var queue = await CreateSutAsync();
        await queue.SendAsync("message", TimeSpan.Zero, Token);
        var first = Assert.Single(await queue.ReceiveAsync(1, Hidden, Token));
        time.Pass(2 * Hidden);
        Assert.True(await queue.DeleteAsync(first, Token));
    }

    [Fact]
    public async Task Send_ForLater_IsReceivedThen()
    {
        var queue = await CreateSutAsync();
        await queue.SendAsync("message", TimeSpan.FromMinutes(5), Token);
        time.Pass(TimeSpan.FromMinutes(5));
        Assert.Single(await queue.ReceiveAsync(1, Hidden, Token));
    }

    [Fact]
    public async Task Send_NobodyReceives_IsGoneAfterAWeek()
    {
        var queue = await CreateSutAsync();
        await queue.SendAsync("message", TimeSpan.FromMinutes(5), Token);
        time.Pass(TimeSpan.FromDays(7));
        Assert.Equal(1, await queue.CountAsync(Token));
        time.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(0, await queue.CountAsync(Token));
    }

    [Theory]
    [InlineData(Fault.FailBefore, 0)]
    [InlineData(Fault.FailAfter, 1)]
    public async Task Send_Fault_MayHaveHappenedAndDidOrNot(Fault fault, int messages)
    {
        var queue = await CreateSutAsync(fault);
        Assert.True((await Assert.ThrowsAsync<StorageException>(() => queue.SendAsync("message", TimeSpan.Zero, Token))).MayHaveHappened);
        Assert.Equal(messages, await queue.CountAsync(Token));
    }

    [Fact]
    public async Task Receive_AnswerLost_HidesTheMessageFromAll()
    {
        var queue = await CreateSutAsync(Fault.None, Fault.FailAfter);
        await queue.SendAsync("message", TimeSpan.Zero, Token);
        await Assert.ThrowsAsync<StorageException>(() => queue.ReceiveAsync(1, Hidden, Token));
        Assert.Empty(await queue.ReceiveAsync(1, Hidden, Token));
        time.Pass(Hidden);
        Assert.Equal(2, Assert.Single(await queue.ReceiveAsync(1, Hidden, Token)).DequeueCount);
    }
}

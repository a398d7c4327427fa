using CreditFunctions.Storage.Queues;

namespace CreditFunctions.Storage.Tests.Queues;

/// <summary>What every queue does. Each test has a queue of its own.</summary>
public abstract class QueueContract(IStorage storage)
{
    private static readonly TimeSpan Hidden = TimeSpan.FromMinutes(1);

    private readonly string name = $"contract-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<IQueue> CreateSutAsync(params string[] texts)
    {
        var queue = storage.Queue(name);
        await queue.CreateIfMissingAsync(Token);
        foreach (var text in texts)
        {
            await queue.SendAsync(text, TimeSpan.Zero, Token);
        }

        return queue;
    }

    [Fact]
    public async Task Create_Twice_IsOneQueue()
    {
        var queue = await CreateSutAsync("kept");
        await queue.CreateIfMissingAsync(Token);
        Assert.Equal(1, await queue.CountAsync(Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"business":"biz_é","shard":15}""")]
    [InlineData("<QueueMessage>&amp;\u0001\r\n 😀")]
    public async Task Receive_Sent_IsTheTextAndHowOften(string text)
    {
        var queue = await CreateSutAsync(text);
        var received = Assert.Single(await queue.ReceiveAsync(1, Hidden, Token));
        Assert.Equal((text, 1), (received.Text, received.DequeueCount));
    }

    [Fact]
    public async Task Send_TextAtItsLimit_Arrives()
    {
        var text = new string('x', QueueMessage.MaxBytes);
        var queue = await CreateSutAsync(text);
        Assert.Equal(text, Assert.Single(await queue.ReceiveAsync(1, Hidden, Token)).Text);
    }

    [Fact]
    public async Task Send_TextBeyondItsLimit_Throws()
    {
        var queue = await CreateSutAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => queue.SendAsync(new string('é', (QueueMessage.MaxBytes / 2) + 1), TimeSpan.Zero, Token));
    }

    [Fact]
    public async Task Send_ForLater_IsNotReceivedYetAndCounted()
    {
        var queue = await CreateSutAsync();
        await queue.SendAsync("tomorrow", TimeSpan.FromDays(1), Token);
        await queue.SendAsync("next week", TimeSpan.FromDays(7), Token);
        Assert.Empty(await queue.ReceiveAsync(32, Hidden, Token));
        Assert.Equal(2, await queue.CountAsync(Token));
    }

    [Fact]
    public async Task Receive_ByMany_EachMessageGoesToOne()
    {
        var queue = await CreateSutAsync([.. Enumerable.Range(0, 20).Select(number => $"message {number}")]);
        var received = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => queue.ReceiveAsync(3, Hidden, Token)));
        Assert.All(received, some => Assert.InRange(some.Count, 0, 3));
        Assert.Equal(20, received.SelectMany(some => some).Select(message => message.Text).Distinct().Count());
        Assert.Empty(await queue.ReceiveAsync(32, Hidden, Token));
    }

    [Theory]
    [InlineData(0, 60)]
    [InlineData(33, 60)]
    [InlineData(1, 0)]
    [InlineData(1, (7 * 24 * 60 * 60) + 1)]
    public async Task Receive_OutOfBounds_Throws(int most, int seconds)
    {
        var queue = await CreateSutAsync("message");
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => queue.ReceiveAsync(most, TimeSpan.FromSeconds(seconds), Token));
    }

    [Fact]
    public async Task Hide_NoLonger_GivesItToTheNextWhoSeesItIsTheSecond()
    {
        var queue = await CreateSutAsync("message");
        var first = Assert.Single(await queue.ReceiveAsync(1, Hidden, Token));
        Assert.NotNull(await queue.HideAsync(first, TimeSpan.Zero, Token));
        var second = Assert.Single(await queue.ReceiveAsync(1, Hidden, Token));
        Assert.Equal((first.Id, first.Text, 2), (second.Id, second.Text, second.DequeueCount));
    }

    [Fact]
    public async Task Hide_ForLonger_IsNamedAnewFromThenOn()
    {
        var queue = await CreateSutAsync("message");
        var first = Assert.Single(await queue.ReceiveAsync(1, Hidden, Token));
        var renewed = await queue.HideAsync(first, Hidden, Token);
        Assert.Equal(first with { PopReceipt = renewed!.PopReceipt }, renewed);
        Assert.NotEqual(first.PopReceipt, renewed.PopReceipt);
        Assert.False(await queue.DeleteAsync(first, Token));
        Assert.True(await queue.DeleteAsync(renewed, Token));
    }

    [Fact]
    public async Task HideAndDelete_AnotherHasItByNow_TellSo()
    {
        var queue = await CreateSutAsync("message");
        var first = Assert.Single(await queue.ReceiveAsync(1, Hidden, Token));
        await queue.HideAsync(first, TimeSpan.Zero, Token);
        var second = Assert.Single(await queue.ReceiveAsync(1, Hidden, Token));
        Assert.Null(await queue.HideAsync(first, Hidden, Token));
        Assert.False(await queue.DeleteAsync(first, Token));
        Assert.True(await queue.DeleteAsync(second, Token));
    }

    [Fact]
    public async Task HideAndDelete_Gone_TellSo()
    {
        var queue = await CreateSutAsync("message");
        var message = Assert.Single(await queue.ReceiveAsync(1, Hidden, Token));
        Assert.True(await queue.DeleteAsync(message, Token));
        Assert.False(await queue.DeleteAsync(message, Token));
        Assert.Null(await queue.HideAsync(message, Hidden, Token));
        Assert.Equal(0, await queue.CountAsync(Token));
    }

    [Fact]
    public async Task EveryCall_NoQueue_SaysSo()
    {
        var queue = storage.Queue(name);
        var message = new QueueMessage("6d2c1f5a-0000-4000-8000-000000000000", "AAAA", "message", 1);
        Func<Task>[] calls =
        [
            () => queue.SendAsync("message", TimeSpan.Zero, Token), () => queue.ReceiveAsync(1, Hidden, Token), () => queue.HideAsync(message, Hidden, Token),
            () => queue.DeleteAsync(message, Token), () => queue.CountAsync(Token),
        ];
        foreach (var call in calls)
        {
            var e = await Assert.ThrowsAsync<StorageException>(call);
            Assert.Equal((404, "QueueNotFound", false), (e.Status, e.Code, e.MayHaveHappened));
        }
    }
}

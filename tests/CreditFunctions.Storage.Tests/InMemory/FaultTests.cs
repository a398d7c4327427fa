using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Tables;
using CreditFunctions.Storage.Tests.Clock;
using CreditFunctions.Storage.Tests.Tables;

namespace CreditFunctions.Storage.Tests.InMemory;

public sealed class FaultTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly ManualTime time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<InMemoryTable> CreateSutAsync(ScriptedFaults faults)
    {
        var table = new InMemoryTable(time, faults, "credits");
        await table.CreateIfMissingAsync(Token);
        return table;
    }

    [Theory]
    [InlineData(Fault.FailBefore, false)]
    [InlineData(Fault.FailAfter, true)]
    [InlineData(Fault.Late, false)]
    public async Task Write_Fault_MayHaveHappenedAndDidOrNot(Fault fault, bool happened)
    {
        var table = await CreateSutAsync(new(Fault.None, fault));
        var e = await Assert.ThrowsAsync<StorageException>(() => table.CommitAsync("p", [Row.Insert("a"), Row.Insert("b")], Timeout, Token));
        Assert.True(e.MayHaveHappened);
        var page = await table.QueryAsync(new RowQuery("p", "", null), Row.Reader, null, Token);
        Assert.Equal(happened ? 2 : 0, page.Rows.Count);
    }

    [Fact]
    public async Task Write_Late_HappensWhenReleased()
    {
        var faults = new ScriptedFaults(Fault.None, Fault.Late);
        var table = await CreateSutAsync(faults);
        await Assert.ThrowsAsync<StorageException>(() => table.WriteAsync("p", Row.Insert("a", "late"), Timeout, Token));
        Assert.Null(await table.GetAsync("p", "a", Row.Reader, [], Token));
        faults.Release();
        Assert.Equal("late", (await table.GetAsync("p", "a", Row.Reader, [], Token))!.Text);
    }

    [Fact]
    public async Task Write_LateAndOvertaken_ChangesNothing()
    {
        var faults = new ScriptedFaults(Fault.None, Fault.Late);
        var table = await CreateSutAsync(faults);
        await Assert.ThrowsAsync<StorageException>(() => table.WriteAsync("p", Row.Insert("a", "late"), Timeout, Token));
        await table.WriteAsync("p", Row.Insert("a", "winner"), Timeout, Token);
        faults.Release();
        Assert.Equal("winner", (await table.GetAsync("p", "a", Row.Reader, [], Token))!.Text);
    }

    [Fact]
    public async Task Write_HeldLongerThanItsTimeout_IsGivenUpWithoutEffect()
    {
        var faults = new ScriptedFaults();
        var table = await CreateSutAsync(faults);
        var hold = new TaskCompletionSource();
        faults.Hold = hold.Task;
        var write = table.WriteAsync("p", Row.Insert("a"), Timeout, Token);
        time.Pass(Timeout + TimeSpan.FromTicks(1));
        hold.SetResult();
        Assert.True((await Assert.ThrowsAsync<StorageException>(() => write)).MayHaveHappened);
        Assert.Null(await table.GetAsync("p", "a", Row.Reader, [], Token));
    }

    [Fact]
    public async Task Write_TwoHeld_TakeEffectInTheOrderOfTheirRelease()
    {
        var faults = new ScriptedFaults();
        var table = await CreateSutAsync(faults);
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        faults.Hold = first.Task;
        var slow = table.WriteAsync("p", Row.Insert("a", "slow"), Timeout, Token);
        faults.Hold = second.Task;
        var quick = table.WriteAsync("p", Row.Insert("a", "quick"), Timeout, Token);
        second.SetResult();
        first.SetResult();
        Assert.Equal(WriteOutcome.Done, (await quick).Outcome);
        Assert.Equal(WriteOutcome.Exists, (await slow).Outcome);
    }

    [Theory]
    [InlineData(Fault.FailBefore)]
    [InlineData(Fault.FailAfter)]
    [InlineData(Fault.Late)]
    public async Task Read_Fault_ThrowsThatNothingHappened(Fault fault)
    {
        var table = await CreateSutAsync(new(Fault.None, fault, fault));
        var get = await Assert.ThrowsAsync<StorageException>(() => table.GetAsync("p", "a", Row.Reader, [], Token));
        var query = await Assert.ThrowsAsync<StorageException>(() => table.QueryAsync(new RowQuery("p", "", null), Row.Reader, null, Token));
        Assert.False(get.MayHaveHappened || query.MayHaveHappened);
    }

    [Fact]
    public async Task NextAsync_EveryCall_IsToldWhatItIs()
    {
        var faults = new ScriptedFaults();
        var table = await CreateSutAsync(faults);
        await table.CommitAsync("p", [Row.Insert("a"), Row.Insert("b")], Timeout, Token);
        await table.GetAsync("p", "a", Row.Reader, [], Token);
        Assert.Equal([StorageOperation.TableCreate, StorageOperation.RowCommit, StorageOperation.RowGet], faults.Calls.Select(c => c.Operation));
        Assert.Equal(("credits", "p", true), (faults.Calls[1].Store, faults.Calls[1].Name, faults.Calls[1].IsWrite));
        Assert.Equal(["a", "b"], faults.Calls[1].Rows);
        Assert.False(faults.Calls[2].IsWrite);
    }

    [Fact]
    public async Task BlobPut_Late_HappensWhenReleased()
    {
        var faults = new ScriptedFaults(Fault.None, Fault.Late);
        var container = new InMemoryBlobContainer(time, faults);
        await container.CreateIfMissingAsync(Token);
        var e = await Assert.ThrowsAsync<StorageException>(() => container.PutAsync("a", new byte[3], new("text/plain"), BlobCondition.None, Token));
        Assert.True(e.MayHaveHappened);
        Assert.Null(await container.GetPropertiesAsync("a", Token));
        faults.Release();
        Assert.Equal(3, (await container.GetPropertiesAsync("a", Token))!.Length);
    }

    [Fact]
    public async Task Upload_FaultAtEachStep_IsNoBlob()
    {
        var faults = new ScriptedFaults(Fault.None, Fault.None, Fault.FailBefore);
        var container = new InMemoryBlobContainer(time, faults);
        await container.CreateIfMissingAsync(Token);
        await using var upload = container.Upload("a", new("text/plain"));
        await upload.WriteAsync(new byte[5 * 1024 * 1024], Token);
        await Assert.ThrowsAsync<StorageException>(() => upload.CommitAsync(BlobCondition.None, Token));
        Assert.Equal(2, faults.Calls.Count(c => c.Operation == StorageOperation.BlobBlock));
        Assert.Null(await container.GetPropertiesAsync("a", Token));
    }
}

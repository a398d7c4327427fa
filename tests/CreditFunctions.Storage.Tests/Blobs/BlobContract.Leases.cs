using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.Tests.Blobs;

public abstract partial class BlobContract
{
    private static readonly TimeSpan Lease = BlobLeaseLimits.Shortest;

    [Fact]
    public async Task AcquireLease_ByMany_OneHoldsIt()
    {
        var container = await CreateSutAsync();
        await PutAsync(container, "");
        var ids = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => container.AcquireLeaseAsync(Name, Lease, Token)));
        Assert.Single(ids, id => id is not null);
    }

    [Fact]
    public async Task AcquireLease_NoBlob_IsNull()
    {
        var container = await CreateSutAsync();
        Assert.Null(await container.AcquireLeaseAsync(Name, Lease, Token));
    }

    [Theory]
    [InlineData(14)]
    [InlineData(61)]
    public async Task AcquireLease_TooShortOrLong_Throws(int seconds)
    {
        var container = await CreateSutAsync();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => container.AcquireLeaseAsync(Name, TimeSpan.FromSeconds(seconds), Token));
    }

    [Fact]
    public async Task RenewLease_HolderAndOther_TellsWhich()
    {
        var container = await CreateSutAsync();
        await PutAsync(container, "");
        var id = await container.AcquireLeaseAsync(Name, Lease, Token);
        Assert.True(await container.RenewLeaseAsync(Name, id!, Token));
        Assert.False(await container.RenewLeaseAsync(Name, Guid.NewGuid().ToString(), Token));
        Assert.False(await container.RenewLeaseAsync(Name + "x", id!, Token));
    }

    [Fact]
    public async Task ReleaseLease_Holder_LetsTheNextOneTakeIt()
    {
        var container = await CreateSutAsync();
        await PutAsync(container, "");
        var first = await container.AcquireLeaseAsync(Name, Lease, Token);
        await container.ReleaseLeaseAsync(Name, first!, Token);
        var second = await container.AcquireLeaseAsync(Name, Lease, Token);
        Assert.NotNull(second);
        Assert.NotEqual(first, second);
        await container.ReleaseLeaseAsync(Name, first!, Token);
        Assert.True(await container.RenewLeaseAsync(Name, second, Token));
        Assert.False(await container.RenewLeaseAsync(Name, first!, Token));
    }

    [Fact]
    public async Task Write_LeasedBlob_ThrowsThatNothingHappened()
    {
        var container = await CreateSutAsync();
        await PutAsync(container, "first");
        Assert.NotNull(await container.AcquireLeaseAsync(Name, Lease, Token));
        var put = await Assert.ThrowsAsync<StorageException>(() => PutAsync(container, "second"));
        var delete = await Assert.ThrowsAsync<StorageException>(() => container.DeleteAsync(Name, Token));
        Assert.Equal((412, "LeaseIdMissing", false), (put.Status, put.Code, put.MayHaveHappened));
        Assert.Equal((412, "LeaseIdMissing", false), (delete.Status, delete.Code, delete.MayHaveHappened));
        Assert.Equal("first", await TextAsync(container));
    }
}

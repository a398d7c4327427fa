using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.Tests.Blobs;

public abstract partial class BlobContract
{
    [Theory]
    [InlineData(0, null, "0123456789")]
    [InlineData(3, null, "3456789")]
    [InlineData(3, 4L, "3456")]
    [InlineData(9, 1L, "9")]
    [InlineData(7, 100L, "789")]
    [InlineData(7, long.MaxValue, "789")]
    [InlineData(3, 0L, "")]
    [InlineData(10, null, "")]
    [InlineData(50, 5L, "")]
    public async Task Get_Range_GivesThoseBytesAndTheWholeLength(long from, long? length, string expected)
    {
        var container = await CreateSutAsync();
        await PutAsync(container, "0123456789");
        await using var download = await container.GetAsync(Name, new BlobRange(from, length), Token);
        Assert.Equal(10, download!.Properties.Length);
        Assert.Equal(expected, await TextAsync(container, new BlobRange(from, length)));
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(0, -1L)]
    public async Task Get_NegativeRange_Throws(long from, long? length)
    {
        var container = await CreateSutAsync();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => container.GetAsync(Name, new BlobRange(from, length), Token));
    }

    [Fact]
    public async Task Get_RangeOfEmptyBlob_IsEmpty()
    {
        var container = await CreateSutAsync();
        await PutAsync(container, "");
        Assert.Equal("", await TextAsync(container, new BlobRange(0, 10)));
    }

    [Fact]
    public async Task Get_Absent_IsNull()
    {
        var container = await CreateSutAsync();
        Assert.Null(await container.GetAsync(Name, null, Token));
        Assert.Null(await container.GetAsync(Name, new BlobRange(0, 0), Token));
        Assert.Null(await container.GetAsync(Name, new BlobRange(5, null), Token));
        Assert.Null(await container.GetPropertiesAsync(Name, Token));
    }

    [Fact]
    public async Task List_Prefix_GivesItsBlobsInOrdinalOrder()
    {
        var container = await CreateSutAsync();
        string[] names = ["b/2", "b/1", "B", "a", "b", "b0", "é <&>", "b/10"];
        foreach (var name in names)
        {
            await container.PutAsync($"{folder}/{name}", new byte[3], Plain, BlobCondition.None, Token);
        }

        var all = await container.ListAsync(folder, Token).ToListAsync(Token);
        Assert.Equal(new[] { "B", "a", "b", "b/1", "b/10", "b/2", "b0", "é <&>" }.Select(n => $"{folder}/{n}"), all.Select(b => b.Name));
        var some = await container.ListAsync($"{folder}/b/", Token).Select(b => b.Name).ToListAsync(Token);
        Assert.Equal(new[] { "b/1", "b/10", "b/2" }.Select(n => $"{folder}/{n}"), some);
        Assert.Equal(await container.GetPropertiesAsync($"{folder}/b/1", Token), all[3]);
    }

    [Fact]
    public async Task List_NothingThere_IsEmpty()
    {
        var container = await CreateSutAsync();
        Assert.Empty(await container.ListAsync(folder, Token).ToListAsync(Token));
    }

    [Fact]
    public async Task Calls_ContainerMissing_ThrowContainerNotFound()
    {
        var container = storage.Container("c" + folder);
        var calls = new Func<Task>[]
        {
            () => container.GetAsync("a", null, Token),
            () => container.ListAsync("", Token).ToListAsync(Token).AsTask(),
            () => container.PutAsync("a", new byte[1], Plain, BlobCondition.None, Token),
            () => container.DeleteAsync("a", Token),
        };
        foreach (var call in calls)
        {
            var e = await Assert.ThrowsAsync<StorageException>(call);
            Assert.Equal((404, "ContainerNotFound", false), (e.Status, e.Code, e.MayHaveHappened));
        }
    }
}

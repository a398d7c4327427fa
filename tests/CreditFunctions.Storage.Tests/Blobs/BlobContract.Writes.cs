using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.Tests.Blobs;

public abstract partial class BlobContract
{
    private const int Mebibyte = 1024 * 1024;

    [Fact]
    public async Task CreateIfMissing_Again_IsNoError()
    {
        var container = await CreateSutAsync();
        await container.CreateIfMissingAsync(Token);
    }

    [Fact]
    public async Task Put_NewBlob_IsReadBackWithItsHeaders()
    {
        var container = await CreateSutAsync();
        var result = await container.PutAsync(Name, "hello"u8.ToArray(), new("text/csv; charset=utf-8", "gzip"), BlobCondition.None, Token);
        Assert.True(result.Written);
        await using var download = await container.GetAsync(Name, null, Token);
        var expected = new BlobProperties(Name, 5, result.ETag!, download!.Properties.LastModified, "text/csv; charset=utf-8", "gzip");
        Assert.Equal(expected, download.Properties);
        Assert.Equal(expected, await container.GetPropertiesAsync(Name, Token));
        Assert.Equal("hello", await TextAsync(container));
    }

    [Fact]
    public async Task Put_Empty_IsReadBackEmpty()
    {
        var container = await CreateSutAsync();
        await PutAsync(container, "");
        Assert.Equal("", await TextAsync(container));
        Assert.Equal(0, (await container.GetPropertiesAsync(Name, Token))!.Length);
    }

    [Fact]
    public async Task Put_OverExisting_ReplacesIt()
    {
        var container = await CreateSutAsync();
        var first = await PutAsync(container, "first");
        var second = await PutAsync(container, "second");
        Assert.NotEqual(first.ETag, second.ETag);
        Assert.Equal("second", await TextAsync(container));
    }

    [Fact]
    public async Task Put_IfAbsent_WritesOnce()
    {
        var container = await CreateSutAsync();
        Assert.True((await PutAsync(container, "first", BlobCondition.Absent)).Written);
        Assert.Equal(new BlobWriteResult(false, null), await PutAsync(container, "second", BlobCondition.Absent));
        Assert.Equal("first", await TextAsync(container));
    }

    [Fact]
    public async Task Put_IfAbsentByMany_OneWins()
    {
        var container = await CreateSutAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => PutAsync(container, $"{n}", BlobCondition.Absent)));
        Assert.Single(results, r => r.Written);
    }

    [Fact]
    public async Task Put_IfMatch_WritesOnlyOverThatVersion()
    {
        var container = await CreateSutAsync();
        var first = await PutAsync(container, "first");
        var second = await PutAsync(container, "second", BlobCondition.Match(first.ETag!));
        Assert.True(second.Written);
        Assert.False((await PutAsync(container, "third", BlobCondition.Match(first.ETag!))).Written);
        Assert.Equal("second", await TextAsync(container));
    }

    [Fact]
    public async Task Put_IfMatchWithoutBlob_IsNotWritten()
    {
        var container = await CreateSutAsync();
        Assert.False((await PutAsync(container, "x", BlobCondition.Match("\"0x8D000000000000\""))).Written);
        Assert.Null(await TextAsync(container));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(4 * Mebibyte)]
    [InlineData((4 * Mebibyte) + 1)]
    [InlineData(13 * Mebibyte)]
    public async Task Upload_AnyLength_IsReadBackTheSame(int length)
    {
        var container = await CreateSutAsync();
        var content = new byte[length];
        new Random(length).NextBytes(content);
        await using var upload = container.Upload(Name, new("application/x-test", "br"));
        for (var at = 0; at < length; at += 700_001)
        {
            await upload.WriteAsync(content.AsMemory(at, Math.Min(700_001, length - at)), Token);
        }

        Assert.Null(await container.GetPropertiesAsync(Name, Token));
        var result = await upload.CommitAsync(BlobCondition.Absent, Token);
        Assert.True(result.Written);
        Assert.Equal(content, await BytesAsync(container, Name));
        var properties = await container.GetPropertiesAsync(Name, Token);
        Assert.Equal((length, result.ETag, "application/x-test", "br"), (properties!.Length, properties.ETag, properties.ContentType, properties.ContentEncoding));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(5 * Mebibyte)]
    public async Task Upload_IfAbsentAndPresent_IsNotWritten(int length)
    {
        var container = await CreateSutAsync();
        await using var upload = container.Upload(Name, Plain);
        await upload.WriteAsync(new byte[length], Token);
        await PutAsync(container, "first");
        Assert.False((await upload.CommitAsync(BlobCondition.Absent, Token)).Written);
        Assert.Equal("first", await TextAsync(container));
    }

    [Fact]
    public async Task Upload_DisposedWithoutCommit_LeavesNothing()
    {
        var container = await CreateSutAsync();
        await using (var upload = container.Upload(Name, Plain))
        {
            await upload.WriteAsync(new byte[5 * Mebibyte], Token);
        }

        Assert.Null(await container.GetPropertiesAsync(Name, Token));
        Assert.Empty(await container.ListAsync(folder, Token).ToListAsync(Token));
    }

    [Fact]
    public async Task Upload_TwoOfOneName_FirstToCommitWinsWhole()
    {
        var container = await CreateSutAsync();
        await using var one = container.Upload(Name, Plain);
        await using var two = container.Upload(Name, Plain);
        var ones = Enumerable.Repeat((byte)1, 5 * Mebibyte).ToArray();
        await one.WriteAsync(ones, Token);
        await two.WriteAsync(new byte[5 * Mebibyte], Token);
        Assert.True((await one.CommitAsync(BlobCondition.Absent, Token)).Written);
        Assert.False((await two.CommitAsync(BlobCondition.Absent, Token)).Written);
        Assert.Equal(ones, await BytesAsync(container, Name));
    }

    [Fact]
    public async Task Delete_PresentThenAbsent_TellsWhich()
    {
        var container = await CreateSutAsync();
        await PutAsync(container, "x");
        Assert.True(await container.DeleteAsync(Name, Token));
        Assert.False(await container.DeleteAsync(Name, Token));
        Assert.Null(await TextAsync(container));
    }

    [Fact]
    public async Task Delete_OfAnotherVersion_RemovesNothing()
    {
        var container = await CreateSutAsync();
        await PutAsync(container, "x");
        var old = await ListedAsync(container);
        await PutAsync(container, "y");

        Assert.False(await container.DeleteAsync(Name, old, Token));
        Assert.Equal("y", await TextAsync(container));
        Assert.True(await container.DeleteAsync(Name, await ListedAsync(container), Token));
        Assert.False(await container.DeleteAsync(Name, old, Token));

        async Task<string> ListedAsync(IBlobContainer listed)
        {
            await foreach (var blob in listed.ListAsync(Name, Token))
            {
                return blob.ETag;
            }

            throw new InvalidOperationException("There is no such blob.");
        }
    }
}

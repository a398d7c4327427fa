using CreditFunctions.Reports;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Tests.Clock;

namespace CreditFunctions.Storage.Tests.Blobs;

public sealed class BlobFileTests
{
    private const string Name = "biz/file";
    private static readonly BlobHeaders Headers = new("application/octet-stream");

    [Fact]
    public async Task Read_AnyPart_IsThatPart()
    {
        var container = await CreateAsync("0123456789");
        var file = (await BlobFile.OpenAsync(container, Name, CancellationToken.None))!;

        Assert.Equal(10, file.Length);
        Assert.Equal("3456", await ReadAsync(file, 3, 4));
        Assert.Equal("", await ReadAsync(file, 10, 0));
    }

    [Theory]
    [InlineData(8, 3)]
    [InlineData(11, 0)]
    [InlineData(-1, 2)]
    public async Task Read_BeyondTheEnds_Throws(long offset, int length)
    {
        var file = new BlobFile(await CreateAsync("0123456789"), Name, 10);

        await Assert.ThrowsAsync<EndOfStreamException>(() => ReadAsync(file, offset, length));
    }

    [Fact]
    public async Task Read_ReplacedSinceTheFirstRead_Throws()
    {
        var container = await CreateAsync("0123456789");
        var file = new BlobFile(container, Name, 10);
        await ReadAsync(file, 0, 1);
        await container.PutAsync(Name, "9876543210"u8.ToArray(), Headers, BlobCondition.None, CancellationToken.None);

        var exception = await Assert.ThrowsAsync<SnapshotException>(() => ReadAsync(file, 0, 1));

        Assert.Equal("biz/file: was replaced while it was read.", exception.Message);
    }

    [Fact]
    public async Task Read_ShorterThanItMustBe_Throws()
    {
        var file = new BlobFile(await CreateAsync("01234"), Name, 10);

        var exception = await Assert.ThrowsAsync<SnapshotException>(() => ReadAsync(file, 0, 5));

        Assert.Equal("biz/file: has 5 bytes and must have 10.", exception.Message);
    }

    [Fact]
    public async Task Read_Gone_Throws()
    {
        var container = await CreateAsync("0123456789");
        var file = (await BlobFile.OpenAsync(container, Name, CancellationToken.None))!;
        await container.DeleteAsync(Name, null, CancellationToken.None);

        Assert.Equal("biz/file: is gone.", (await Assert.ThrowsAsync<SnapshotException>(() => ReadAsync(file, 0, 5))).Message);
        Assert.Null(await BlobFile.OpenAsync(container, Name, CancellationToken.None));
    }

    [Fact]
    public async Task Spill_RunsAndAnUnfinishedOne_AreReadAndLeaveNothing()
    {
        var container = await CreateAsync("other");
        await using (var spill = new BlobSpill(container, "biz/spill/"))
        {
            await using var first = spill.Begin();
            await first.WriteAsync("one"u8.ToArray(), CancellationToken.None);
            await first.WriteAsync("two"u8.ToArray(), CancellationToken.None);
            await using var second = spill.Begin();
            await second.WriteAsync("never"u8.ToArray(), CancellationToken.None);
            await using var third = spill.Begin();
            await third.WriteAsync("three"u8.ToArray(), CancellationToken.None);

            var kept = await first.FinishAsync(CancellationToken.None);
            await using (var file = await third.FinishAsync(CancellationToken.None))
            {
                Assert.Equal("three", await ReadAsync(file, 0, 5));
            }

            Assert.Equal("etw", await ReadAsync(kept, 2, 3));
            Assert.Equal(["biz/file", "biz/spill/000001"], await NamesAsync(container));
        }

        Assert.Equal(["biz/file"], await NamesAsync(container));
    }

    private static async Task<InMemoryBlobContainer> CreateAsync(string content)
    {
        var container = new InMemoryBlobContainer(new ManualTime());
        await container.CreateIfMissingAsync(default);
        await container.PutAsync(Name, System.Text.Encoding.ASCII.GetBytes(content), Headers, BlobCondition.None, CancellationToken.None);
        return container;
    }

    private static async Task<string> ReadAsync(IRangedFile file, long offset, int length)
    {
        var buffer = new byte[length];
        await file.ReadAsync(offset, buffer, CancellationToken.None);
        return System.Text.Encoding.ASCII.GetString(buffer);
    }

    private static async Task<List<string>> NamesAsync(InMemoryBlobContainer container) => await container.ListAsync("", CancellationToken.None).Select(blob => blob.Name).ToListAsync();
}

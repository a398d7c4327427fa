using CreditFunctions.CommandLine;
using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.CommandLine;

public sealed class AdministrationTests
{
    [Theory]
    [InlineData("biz/1", "USD", 16, "The id must be ")]
    [InlineData("biz_1", "usd", 16, "'usd' is no currency")]
    [InlineData("biz_1", "USD", 3, "Shards are ")]
    [InlineData("biz_1", "USD", 512, "Shards are ")]
    [InlineData("biz_1", "USD", 0, "Shards are ")]
    public async Task AddBusiness_WrongValue_Is1AndSaysWhatIsAllowed(string id, string currency, int shards, string said)
    {
        var (code, output) = await RunAsync((directory, writer) => Administration.AddBusinessAsync(directory, new(id, currency, shards, Instant.Min), writer, TestContext.Current.CancellationToken));

        Assert.Equal(1, code);
        Assert.StartsWith(said, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("biz_none", "admin", "There is no business 'biz_none'.")]
    [InlineData("biz_1", "root", "Scopes are 'root'; allowed are ")]
    [InlineData("biz_1", "", "Scopes are ''; allowed are ")]
    public async Task AddKey_WrongValue_Is1AndSaysWhatIsAllowed(string business, string scopes, string said)
    {
        var (code, output) = await RunAsync((directory, writer) => Administration.AddKeyAsync(directory, business, "n", scopes, writer, TestContext.Current.CancellationToken));

        Assert.Equal(1, code);
        Assert.StartsWith(said, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RevokeKey_UnknownHash_Is1()
    {
        var (code, output) = await RunAsync((directory, writer) => Administration.RevokeKeyAsync(directory, "00", writer, TestContext.Current.CancellationToken));

        Assert.Equal((1, "There is no key of that hash."), (code, output));
    }

    private static async Task<(int Code, string Output)> RunAsync(Func<DirectoryStore, TextWriter, Task<int>> command)
    {
        var storage = new InMemoryStorage(new FakeClock());
        await storage.CreateAllAsync(TestContext.Current.CancellationToken);
        var directory = new DirectoryStore(storage.Table(StoreNames.Directory));
        await directory.AddBusinessAsync(new("biz_1", "USD", 16, Instant.Min), TestContext.Current.CancellationToken);
        await using var output = new StringWriter();
        return (await command(directory, output), output.ToString().Trim());
    }
}

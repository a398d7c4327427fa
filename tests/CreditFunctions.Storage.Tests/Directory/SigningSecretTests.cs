using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Tests.Clock;
using CreditFunctions.Storage.Tests.InMemory;

namespace CreditFunctions.Storage.Tests.Directory;

/// <summary>The secret that signs tokens is one in a deployment, whoever asks first.</summary>
public sealed class SigningSecretTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Secret_AskedForAgain_IsTheSame()
    {
        var table = await TableAsync();
        var secret = await new DirectoryStore(table).SigningSecretAsync(Token);

        Assert.Equal(32, secret.Length);
        Assert.Equal(secret, await new DirectoryStore(table).SigningSecretAsync(Token));
    }

    [Fact]
    public async Task Secret_OfAnotherDeployment_IsAnother() =>
        Assert.NotEqual(await new DirectoryStore(await TableAsync()).SigningSecretAsync(Token), await new DirectoryStore(await TableAsync()).SigningSecretAsync(Token));

    [Fact]
    public async Task Secret_AskedForByTwoAtOnce_IsTheSame()
    {
        var (hold, faults) = (new TaskCompletionSource(), new ScriptedFaults());
        var table = await TableAsync(faults);
        faults.Hold = hold.Task;
        var both = Task.WhenAll(new DirectoryStore(table).SigningSecretAsync(Token), new DirectoryStore(table).SigningSecretAsync(Token));
        hold.SetResult();

        var secrets = await both;

        Assert.Equal(secrets[0], secrets[1]);
        Assert.Equal(2, faults.Calls.Count(call => call.Operation == StorageOperation.RowWrite));
    }

    private static async Task<InMemoryTable> TableAsync(IFaults? faults = null)
    {
        var table = new InMemoryTable(new ManualTime(), faults);
        await table.CreateIfMissingAsync(Token);
        return table;
    }
}

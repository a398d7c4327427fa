using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Tests.Clock;

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
        var table = await TableAsync(new BothAtOnce());

        var secrets = await Task.WhenAll(new DirectoryStore(table).SigningSecretAsync(Token), new DirectoryStore(table).SigningSecretAsync(Token));

        Assert.Equal(secrets[0], secrets[1]);
    }

    private static async Task<InMemoryTable> TableAsync(IFaults? faults = null)
    {
        var table = new InMemoryTable(new ManualTime(), faults);
        await table.CreateIfMissingAsync(Token);
        return table;
    }

    /// <summary>Lets no write through before there are two: by then both have looked and found nothing.</summary>
    private sealed class BothAtOnce : IFaults
    {
        private readonly TaskCompletionSource two = new();
        private int writes;

        public async ValueTask<Fault> NextAsync(StorageCall call)
        {
            if (call.Operation == StorageOperation.RowWrite)
            {
                if (Interlocked.Increment(ref writes) == 2)
                {
                    two.SetResult();
                }

                await two.Task;
            }

            return Fault.None;
        }

        public ValueTask LaterAsync(StorageCall call) => ValueTask.CompletedTask;
    }
}

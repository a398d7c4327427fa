using System.Text;
using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.Tests.Blobs;

/// <summary>What every blob container does. Each test has names of its own in a container all of them share.</summary>
public abstract partial class BlobContract(IStorage storage)
{
    private static readonly BlobHeaders Plain = new("text/plain; charset=utf-8");

    private readonly string folder = Guid.NewGuid().ToString("N");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Name => folder + "/it's a blob, 100% ünïcode #1?.txt";

    private async Task<IBlobContainer> CreateSutAsync()
    {
        var container = storage.Container("contract");
        await container.CreateIfMissingAsync(Token);
        return container;
    }

    private Task<BlobWriteResult> PutAsync(IBlobContainer container, string text, BlobCondition condition = default) =>
        container.PutAsync(Name, Encoding.UTF8.GetBytes(text), Plain, condition, Token);

    private async Task<string?> TextAsync(IBlobContainer container, BlobRange? range = null) =>
        await BytesAsync(container, Name, range) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    private static async Task<byte[]?> BytesAsync(IBlobContainer container, string name, BlobRange? range = null)
    {
        await using var download = await container.GetAsync(name, range, Token);
        if (download is null)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        await download.Content.CopyToAsync(bytes, Token);
        return bytes.ToArray();
    }
}

using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Tests.Application;

/// <summary>Damages rows by hand, as someone with Storage Explorer may.</summary>
internal static class Damage
{
    /// <summary>A customer's account in dollars.</summary>
    public static AccountKey Account(string customer) => new(CreditApplication.Business, customer, Entitlement.DefaultId, "USD");

    /// <summary>Removes a row of a customer's.</summary>
    public static async Task DeleteAsync(this CreditApplication app, string customer, string row)
    {
        var result = await app.Storage.Table(StoreNames.Credits).WriteAsync(
            RowKeys.Partition(CreditApplication.Business, customer, Shard.DefaultCount), new(RowAction.Delete, row, default), TimeSpan.FromSeconds(5), CancellationToken.None);
        Assert.Equal(WriteOutcome.Done, result.Outcome);
    }

    /// <summary>Changes one byte in the middle of every row file of a name.</summary>
    public static Task DamageRowsAsync(this CreditApplication app, string file) => app.ReplaceAsync(file, static bytes =>
    {
        bytes[bytes.Length / 4] ^= 1;
        return bytes;
    });

    /// <summary>Puts other bytes in the place of every blob of a name; null removes it.</summary>
    public static async Task ReplaceAsync(this CreditApplication app, string file, Func<byte[], byte[]?> change)
    {
        var container = app.Storage.Container(StoreNames.Reports);
        var names = new List<string>();
        await foreach (var blob in container.ListAsync(CreditApplication.Business + "/", CancellationToken.None))
        {
            if (blob.Name.EndsWith("/" + file, StringComparison.Ordinal))
            {
                names.Add(blob.Name);
            }
        }

        Assert.NotEmpty(names);
        foreach (var name in names)
        {
            await using var download = (await container.GetAsync(name, null, CancellationToken.None))!;
            var bytes = new byte[download.Properties.Length];
            await download.Content.ReadExactlyAsync(bytes);
            if (change(bytes) is { } changed)
            {
                await container.PutAsync(name, changed, new("application/octet-stream"), default, CancellationToken.None);
            }
            else
            {
                await container.DeleteAsync(name, CancellationToken.None);
            }
        }
    }
}

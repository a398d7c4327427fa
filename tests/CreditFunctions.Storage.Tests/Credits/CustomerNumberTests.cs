using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Tables;
using CreditFunctions.Storage.Tests.Clock;

namespace CreditFunctions.Storage.Tests.Credits;

public sealed class CustomerNumberTests
{
    private const string Business = "biz";
    private const string Customer = "anna";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(256)]
    public async Task Put_LastNumberOfAShard_IsGivenOutAndBelowTheBound(int shards)
    {
        var customers = await CreateSutAsync(shards, LastCount(shards) - 1);

        var number = (await customers.PutAsync(Business, shards, Customer, new(), Token)).Customer!.Number;

        Assert.InRange(number, CreditFunctions.Ledger.Customer.MaxNumber - shards + 1, (1L << 53) - 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(256)]
    public async Task Put_NoNumberLeft_SaysSo(int shards)
    {
        var customers = await CreateSutAsync(shards, LastCount(shards));

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => customers.PutAsync(Business, shards, Customer, new(), Token));

        Assert.Contains("customer numbers", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_NewName_KeepsTheNumber()
    {
        var customers = await CreateSutAsync(16, 0);
        var first = await customers.PutAsync(Business, 16, Customer, new("Anna"), Token);

        var renamed = await customers.PutAsync(Business, 16, Customer, new("Ann"), Token);

        Assert.Equal((first.Customer!.Number, "Ann"), (renamed.Customer!.Number, renamed.Customer.Name));
    }

    [Fact]
    public async Task Put_CustomersOfAllShards_GetNumbersOfTheirOwn()
    {
        var customers = await CreateSutAsync(4, 0);
        var numbers = new List<long>();
        for (var i = 0; i < 200; i++)
        {
            numbers.Add((await customers.PutAsync(Business, 4, $"cus_{i}", new(), Token)).Customer!.Number);
        }

        Assert.Equal(200, numbers.Distinct().Count());
    }

    private static long LastCount(int shards) => (CreditFunctions.Ledger.Customer.MaxNumber - Shard.Of(Customer, shards)) / shards;

    /// <summary>Customers of a business whose shard has counted that many.</summary>
    private static async Task<CustomerStore> CreateSutAsync(int shards, long count)
    {
        var table = new InMemoryTable(new ManualTime());
        await table.CreateIfMissingAsync(Token);
        await table.WriteAsync(
            RowKeys.Partition(Business, Customer, shards), new(RowAction.Insert, RowKeys.NumberCounter, new ColumnWriter().Number("count", count).ToMemory()),
            TimeSpan.FromSeconds(5), Token);
        return new(table, new ManualTime());
    }
}

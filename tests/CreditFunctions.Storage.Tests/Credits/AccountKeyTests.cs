using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tests.Audits;

namespace CreditFunctions.Storage.Tests.Credits;

/// <summary>The account behind an id that carries where to find it.</summary>
public sealed class AccountKeyTests
{
    private const int Shards = 4;

    [Theory]
    [InlineData("anna", "USD")]
    [InlineData("bo", "BHD")]
    public async Task AccountKey_IdOfWhatAnAccountHas_IsTheAccounts(string customer, string unit)
    {
        var ledger = await LedgerAsync();
        var account = ledger.Account(customer, unit);

        Assert.Equal(account, await FindAsync(ledger, new(Shard.Of(customer, Shards), account.Hash, 1)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(Shards, 0)]
    [InlineData(Shard.MaxCount - 1, 0)]
    public async Task AccountKey_AnotherShardOrHash_IsNobodys(int shardOff, ulong hashOff)
    {
        var ledger = await LedgerAsync();
        var (account, shard) = (ledger.Account(), Shard.Of(AuditedLedger.Anna, Shards));

        Assert.Null(await FindAsync(ledger, new(shardOff < Shards ? (shard + shardOff) % Shards : shardOff, account.Hash + hashOff, 1)));
    }

    private static async Task<AccountKey?> FindAsync(AuditedLedger ledger, LocatedId id) =>
        await new CreditStore(ledger.Credits).AccountKeyAsync(ledger.Business.Id, Shards, id, TestContext.Current.CancellationToken);

    private static async Task<AuditedLedger> LedgerAsync()
    {
        var ledger = await AuditedLedger.EmptyAsync(Shards);
        await ledger.DoAsync(AuditedLedger.Anna, new GrantCommand(1));
        await ledger.TryAsync(ledger.Account("bo", "BHD"), AuditedLedger.Standard, new GrantCommand(1));
        return ledger;
    }
}

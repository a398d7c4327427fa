using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tests.Azurite;

namespace CreditFunctions.Storage.Tests.Audits;

/// <summary>The service gives back what was written in forms of its own: the audit must know them.</summary>
public sealed class AzuriteAuditTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Life_OnAzurite_HasNoFindingsAndItsDamageIsFound()
    {
        var ledger = await AuditedLedger.EmptyAsync(storage: azurite.Storage);
        await new RandomLife(ledger, seed: 5).LiveAsync(120, customers: 3);
        await ledger.DoAsync(AuditedLedger.Anna, new GrantCommand(100) { ExpiresAt = ledger.In(TimeSpan.FromDays(1)) });
        Assert.Empty(await ledger.AuditAsync());

        await ledger.EditAsync("grant 1", """{"expires_at":"2026-01-01T00:00:00Z","expires_at@odata.type":"Edm.DateTime"}""");
        await ledger.EditAsync("entry 1", """{"amount":"7","amount@odata.type":"Edm.Int64"}""");
        await ledger.DeleteAsync("time 1");

        Assert.Equal([await ledger.KeyAsync("entry 1"), await ledger.KeyAsync("grant 1")], await ledger.DamagedAsync());
        await ledger.EditAsync("entry 1", """{"amount":"100","amount@odata.type":"Edm.Int64"}""");
        Assert.Equal([await ledger.KeyAsync("grant 1"), RowKeys.Time((await FirstAsync(ledger)).Entry.Number, ledger.Account(), 1)], await ledger.DamagedAsync());
    }

    private static async Task<EntryRow> FirstAsync(AuditedLedger ledger) =>
        (await new CreditStore(ledger.Credits).EntryAsync(ledger.Account(), ledger.Business.Shards, 1, CancellationToken.None))!;
}

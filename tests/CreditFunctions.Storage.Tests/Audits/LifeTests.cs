using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Tests.Audits;

/// <summary>What the program itself writes is never a finding, whatever is written while the audit reads.</summary>
public sealed class LifeTests
{
    private const int Many = 2_300;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Life_OfAllCommandsAndTime_HasNoFindings(int seed)
    {
        var ledger = await AuditedLedger.EmptyAsync(shards: 2);
        var life = new RandomLife(ledger, seed);
        await life.LiveAsync(900, customers: 5);

        Assert.Empty(await ledger.AuditAsync());
        Assert.Equal(
            Enum.GetValues<EntryType>().Except([EntryType.Activate, EntryType.Lapse]).Order(), life.Types.Order());
    }

    [Fact]
    public async Task Claims_OfKeys_AreNoFindings()
    {
        var ledger = await AuditedLedger.StoryAsync();
        var claim = await new BusinessKeys(ledger.Credits, ledger.Time).ClaimAsync(ledger.Business.Id, 1, new("stripe", "k"), "request", ledger.Account(), TestContext.Current.CancellationToken);

        Assert.Equal(ClaimStatus.Claimed, claim.Status);
        Assert.Empty(await ledger.AuditAsync());
    }

    [Fact]
    public async Task Account_OfThousandsOfEntries_HasNoFindingsAndItsDamageIsFound()
    {
        var ledger = await AuditedLedger.EmptyAsync();
        await FillAsync(ledger);
        Assert.Empty(await ledger.AuditAsync());

        await ledger.EditAsync("entry 1200", """{"amount":"7","amount@odata.type":"Edm.Int64"}""");
        await ledger.DeleteAsync("grant 22");
        Assert.Equal([await ledger.KeyAsync("entry 1200"), await ledger.KeyAsync("grant 22")], await ledger.DamagedAsync());

        await ledger.EditAsync("entry 300", """{"body":"{\"v\":1}"}""");
        Assert.Equal([await ledger.KeyAsync("entry 1200"), await ledger.KeyAsync("entry 300")], await ledger.DamagedAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task Audit_InManyStretches_FindsTheSame(int mostGathered)
    {
        var ledger = await AuditedLedger.StoryAsync();
        await new RandomLife(ledger, seed: 9).LiveAsync(60, customers: 4);
        ledger.MostGathered = mostGathered;
        Assert.Empty(await ledger.AuditAsync());

        await ledger.WriteAsync(RowAction.Insert, "time!9223372036854775806!zoe!default!USD!0000000000000000001", await ledger.ColumnsAsync(await ledger.KeyAsync("time 1")));
        await ledger.EditAsync("time 1", """{"commit":"00"}""");
        await ledger.DeleteAsync("time 7");
        await ledger.DeleteAsync("id");
        Assert.Equal(
            new[] { await ledger.KeyAsync("id"), await ledger.KeyAsync("time 7"), await ledger.KeyAsync("time 1"), "time!9223372036854775806!zoe!default!USD!0000000000000000001" }
                .Order(StringComparer.Ordinal),
            (await ledger.DamagedAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Audit_OneCommitBeforeAnyRead_HasNoFindings()
    {
        var reads = 0;
        for (var at = 1; at <= reads + 1; at++)
        {
            reads = 0;
            var ledger = await AuditedLedger.StoryAsync();
            var life = new RandomLife(ledger, at);
            await life.LiveAsync(20, customers: 2);
            ledger.BeforeRead = async call =>
            {
                if (++reads == at)
                {
                    await life.SendAsync($"c{at % 3}", "USD");
                    await life.SendAsync(at % 2 == 0 ? AuditedLedger.Anna : $"new{at}", at % 5 == 0 ? "EUR" : "USD");
                }

                return Fault.None;
            };

            Assert.Empty(await ledger.AuditAsync());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Audit_CommitsBeforeEveryRead_HasNoFindings(int seed)
    {
        var ledger = await AuditedLedger.EmptyAsync();
        var life = new RandomLife(ledger, seed);
        await life.LiveAsync(200, customers: 3);
        var next = 0;
        ledger.BeforeRead = async _ =>
        {
            await life.SendAsync($"c{next++ % 4}", "USD");
            await life.SendAsync("c1", "USD");
            await life.SendAsync($"new{next}", "USD");
            return Fault.None;
        };

        Assert.Empty(await ledger.AuditAsync());
    }

    [Fact]
    public async Task Audit_CommitsBeforeEveryReadOfADamagedAccount_FindsTheDamage()
    {
        var ledger = await AuditedLedger.StoryAsync();
        await ledger.EditAsync("entry 3", """{"amount":"1","amount@odata.type":"Edm.Int64"}""");
        await ledger.DeleteAsync("reversal 3");
        ledger.BeforeRead = async _ =>
        {
            await ledger.DoAsync(AuditedLedger.Anna, new GrantCommand(5), new ApplyCommand(3));
            return Fault.None;
        };

        Assert.Equal([await ledger.KeyAsync("entry 3"), await ledger.KeyAsync("reversal 3")], await ledger.DamagedAsync());
    }

    /// <summary>More entries than are kept in memory, and more commits than a page of rows.</summary>
    private static async Task FillAsync(AuditedLedger ledger)
    {
        Command[] commands = [new GrantCommand(10), .. Enumerable.Repeat<Command>(new ApplyCommand(1), 9), new ApplyCommand(1)];
        for (var entries = 0L; entries < Many;)
        {
            entries = (await ledger.DoAsync(AuditedLedger.Anna, entries % 2 == 0 ? commands : [new GrantCommand(1), new ApplyCommand(1)]))[^1].Seq;
        }
    }
}

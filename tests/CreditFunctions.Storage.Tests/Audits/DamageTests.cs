using System.Text;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Tests.Audits;

/// <summary>Every row that belongs to an account is found when it was changed by hand, and no other is blamed.</summary>
public sealed class DamageTests
{
    private const string Entry3 = "entry 3";

    [Fact]
    public async Task Story_Undamaged_HasNoFindings()
    {
        var ledger = await AuditedLedger.StoryAsync();

        Assert.Empty(await ledger.AuditAsync());
    }

    [Theory]
    [InlineData("account", """{"available":"1","available@odata.type":"Edm.Int64"}""", "available is 1 and must be 9")]
    [InlineData("account", """{"granted":"1","granted@odata.type":"Edm.Int64"}""", "granted is 1 and must be 10700")]
    [InlineData("account", """{"overage":"1","overage@odata.type":"Edm.Int64"}""", "overage is 1 and must be 0")]
    [InlineData("account", """{"seq":"7","seq@odata.type":"Edm.Int64"}""", "seq is 7 and must be 9")]
    [InlineData("account", """{"seq":"12","seq@odata.type":"Edm.Int64"}""", "seq is 12 and must be 9")]
    [InlineData("account", """{"seq":9}""", "seq is of type Number and must be of type Edm.Int64")]
    [InlineData("account", """{"precision":"3","precision@odata.type":"Edm.Int64"}""", "precision is 3 and must be 2")]
    [InlineData("account", """{"number":"3","number@odata.type":"Edm.Int64"}""", "number is 3 and must be")]
    [InlineData("account", """{"head":"00"}""", "head is not the text it must be")]
    [InlineData("account", """{"head":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}""", "head is not the text it must be")]
    [InlineData("account", """{"grants":"[]"}""", "grants is not the text it must be")]
    [InlineData("account", """{"reservations":"[]"}""", "reservations is there and must not be")]
    [InlineData("account", """{"next_due":"2026-03-02T00:00:00Z","next_due@odata.type":"Edm.DateTime"}""", "next_due is there and must not be")]
    [InlineData("account", """{"created_at":"2026-03-02T00:00:00Z","created_at@odata.type":"Edm.DateTime"}""", "created_at is 2026-03-02T00:00:00Z and must be")]
    [InlineData("entry 3", """{"amount":"1","amount@odata.type":"Edm.Int64"}""", "amount is 1 and must be 800")]
    [InlineData("entry 9", """{"amount":"1","amount@odata.type":"Edm.Int64"}""", "amount is 1 and must be 50")]
    [InlineData("entry 3", """{"type":"grant"}""", "type is not the text it must be")]
    [InlineData("entry 3", """{"memo":"Nobody knows"}""", "memo is there and must not be")]
    [InlineData("entry 1", """{"memo":"Nobody knows"}""", "memo is not the text it must be")]
    [InlineData("entry 3", """{"commit":"00"}""", "commit is not the text it must be")]
    [InlineData("entry 3", """{"number":"3","number@odata.type":"Edm.Int64"}""", "number is 3 and must be")]
    [InlineData("entry 3", """{"body":"{}"}""", "Its body cannot be read")]
    [InlineData("entry 3", """{"body":"{\"v\":2}"}""", "Its body cannot be read")]
    [InlineData("entry 1", """{"body":""}""", "Its body cannot be read")]
    [InlineData("entry 9", """{"body":"?"}""", "Its body cannot be read")]
    [InlineData("grant 1", """{"available":"1","available@odata.type":"Edm.Int64"}""", "available is 1 and must be 10000")]
    [InlineData("grant 1", """{"body":"[]"}""", "body is not the text it must be")]
    [InlineData("grant 2", """{"name":"Goodbye"}""", "name is not the text it must be")]
    [InlineData("grant 2", """{"expires_at":"2027-03-02T00:00:00Z","expires_at@odata.type":"Edm.DateTime"}""", "expires_at is 2027-03-02T00:00:00Z and must be")]
    [InlineData("grant 7", """{"voided":"1","voided@odata.type":"Edm.Int64"}""", "voided is 1 and must be 200")]
    [InlineData("grant 7", """{"active":true}""", "active is true and must be false")]
    [InlineData("reservation 4", """{"ended_by":"release"}""", "ended_by is not the text it must be")]
    [InlineData("reservation 4", """{"entry":"6","entry@odata.type":"Edm.Int64"}""", "entry is 6 and must be 5")]
    [InlineData("reversal 3", """{"credit":"800","credit@odata.type":"Edm.Int64"}""", "credit is 800 and must be 100")]
    [InlineData("reversal 3", """{"overage":"1","overage@odata.type":"Edm.Int64"}""", "overage is 1 and must be 0")]
    [InlineData("time 7", """{"entries":"1","entries@odata.type":"Edm.Int64"}""", "entries is 1 and must be 2")]
    [InlineData("time 7", """{"grants":"0","grants@odata.type":"Edm.Int64"}""", "grants is 0 and must be 1")]
    [InlineData("time 3", """{"grants":"1","grants@odata.type":"Edm.Int64"}""", "grants is 1 and must be 0")]
    [InlineData("time 1", """{"commit":"00"}""", "commit is not the text it must be")]
    [InlineData("id", """{"customer":"bo"}""", "customer is not the text it must be")]
    [InlineData("id", """{"customer":""}""", "customer is not the text it must be")]
    [InlineData("customer", """{"accounts":""}""", "default!USD is not in its list of accounts")]
    [InlineData("customer", """{"accounts":"default!USD default!EUR"}""", "default!EUR is in its list of accounts, and there is nothing of it")]
    [InlineData("customer", """{"accounts":"default!USD default!USD"}""", "default!USD is in its list of accounts 2 times")]
    public async Task Row_ColumnEdited_IsFoundAndNoOther(string row, string columns, string problem)
    {
        var ledger = await AuditedLedger.StoryAsync();
        await ledger.EditAsync(row, columns);

        var finding = Assert.Single(await ledger.AuditAsync());

        Assert.Equal((await ledger.KeyAsync(row), AuditedLedger.Anna), (finding.Row, finding.Customer ?? AuditedLedger.Anna));
        Assert.Contains(problem, finding.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("account", "It is missing, though the account has 9 entries.")]
    [InlineData("entry 1", "It is missing.")]
    [InlineData("entry 3", "It is missing.")]
    [InlineData("entry 8", "It is missing.")]
    [InlineData("entry 9", "It is missing.")]
    [InlineData("grant 1", "It is missing.")]
    [InlineData("grant 7", "It is missing.")]
    [InlineData("reservation 4", "It is missing.")]
    [InlineData("reversal 3", "It is missing.")]
    [InlineData("time 1", "It is missing, though there is a commit of 1 entries from 1 on.")]
    [InlineData("time 7", "It is missing, though there is a commit of 2 entries from 7 on.")]
    [InlineData("time 9", "It is missing, though there is a commit of 1 entries from 9 on.")]
    [InlineData("id", "It is missing, though its account is there: what has an id of the account cannot be found.")]
    [InlineData("customer", "It is missing, though the customer has 1 accounts.")]
    public async Task Row_Deleted_IsFoundAndNoOther(string row, string problem)
    {
        var ledger = await AuditedLedger.StoryAsync();
        var key = await ledger.KeyAsync(row);
        await ledger.DeleteAsync(row);

        var finding = Assert.Single(await ledger.AuditAsync());

        Assert.Equal((key, problem), (finding.Row, finding.Problem));
    }

    [Theory]
    [InlineData("entry 9", "entry!anna!default!USD!9223372036854775797", "It must not be there: the account's last entry is 9.")]
    [InlineData("entry 9", "entry!anna!default!USD!9223372036854775807", "It says it is entry 9 and is stored as entry 0.")]
    [InlineData("entry 9", "entry!anna!default!USD!9", "No row of this kind has such a key.")]
    [InlineData("grant 1", "grant!anna!default!USD!9223372036854775804", "It must not be there: no entry made this grant.")]
    [InlineData("grant 1", "grant!carl!default!USD!9223372036854775806", "It must not be there: no entry made this grant.")]
    [InlineData("reservation 4", "reservation!anna!default!USD!0000000000000000009", "It must not be there: no entry ended such a reservation.")]
    [InlineData("reversal 3", "reversal!anna!default!USD!0000000000000000009", "It must not be there: no entry reversed that one.")]
    [InlineData("time 1", "time!9223372036854775806!anna!default!USD!0000000000000000001", "It must not be there: no such commit begins with this entry.")]
    [InlineData("time 1", "time!0000000000000000001!anna!default!USD!0000000000000000002", "It must not be there: no such commit begins with this entry.")]
    [InlineData("time 1", "time!9223372036854775806!carl!default!USD!0000000000000000001", "It must not be there: no such commit begins with this entry.")]
    [InlineData("time 1", "time!9223372036854775806!anna", "No row of this kind has such a key.")]
    [InlineData("id", "id!0000000000000000", "It must not be there: there is no account of this hash.")]
    public async Task Row_Inserted_IsFoundAndNoOther(string like, string row, string problem)
    {
        var ledger = await AuditedLedger.StoryAsync();
        await ledger.WriteAsync(RowAction.Insert, row, await ledger.ColumnsAsync(await ledger.KeyAsync(like)));

        var finding = Assert.Single(await ledger.AuditAsync());

        Assert.Equal((row, problem), (finding.Row, finding.Problem));
    }

    [Fact]
    public async Task Account_Inserted_IsFoundWithAllThatIsMissingOfIt()
    {
        var ledger = await AuditedLedger.StoryAsync();
        await ledger.WriteAsync(RowAction.Insert, "account!carl!default!USD", await ledger.ColumnsAsync(await ledger.KeyAsync("account")));

        Assert.Equal(
            ["account!carl!default!USD", "customer!carl", RowKeys.AccountHash(ledger.Account("carl").Hash)], await ledger.DamagedAsync());
    }

    [Theory]
    [InlineData("\"amount\":800", "\"amount\":700")]
    [InlineData("\"applied\":800", "\"applied\":700")]
    [InlineData("\"moves\":[", "\"memo\":\"x\",\"moves\":[")]
    [InlineData("\"seq\":3", "\"seq\":4")]
    [InlineData("\"prev\":\"", "\"prev\":\"0")]
    public async Task Entry_BodyEdited_IsFoundAndNoOther(string text, string edited)
    {
        var ledger = await AuditedLedger.StoryAsync();
        await EditBodyAsync(ledger, Entry3, text, edited);

        Assert.Equal([await ledger.KeyAsync(Entry3)], await ledger.DamagedAsync());
    }

    [Theory]
    [InlineData("entry 1", "\"memo\":\"Season pass\"", "\"memo\":\"Season's pass\"")]
    [InlineData("entry 9", "\"memo\":\"Lane hire\"", "\"memo\":\"Lane hires\"")]
    [InlineData("entry 9", "\"amount\":50", "\"amount\":60")]
    public async Task Entry_FirstOrLastBodyEdited_IsFoundAndNoOther(string entry, string text, string edited)
    {
        var ledger = await AuditedLedger.StoryAsync();
        await EditBodyAsync(ledger, entry, text, edited);

        Assert.Equal([await ledger.KeyAsync(entry)], await ledger.DamagedAsync());
    }

    [Fact]
    public async Task Entries_TwoSwapped_AreBothFound()
    {
        var ledger = await AuditedLedger.StoryAsync();
        var (one, other) = (await ledger.KeyAsync(Entry3), await ledger.KeyAsync("entry 4"));
        var (ofOne, ofOther) = (await ledger.ColumnsAsync(one), await ledger.ColumnsAsync(other));
        await ledger.WriteAsync(RowAction.Replace, one, ofOther);
        await ledger.WriteAsync(RowAction.Replace, other, ofOne);

        Assert.Equal([other, one], await ledger.DamagedAsync());
    }

    [Fact]
    public async Task Entries_SeveralDeleted_AreOneFindingThatSaysHowFar()
    {
        var ledger = await AuditedLedger.StoryAsync();
        foreach (var entry in new[] { "entry 4", "entry 5", "entry 6", "entry 1" })
        {
            await ledger.DeleteAsync(entry);
        }

        Assert.Equal(
            [(await ledger.KeyAsync("entry 6"), "It is missing, and so are the entries before it down to 4."), (await ledger.KeyAsync("entry 1"), "It is missing.")],
            (await ledger.AuditAsync()).Select(finding => (finding.Row, finding.Problem)));
    }

    [Fact]
    public async Task Entries_OfAnotherAccount_AreNotThisOnes()
    {
        var ledger = await AuditedLedger.StoryAsync();
        var columns = await ledger.ColumnsAsync(RowKeys.Entry(ledger.Account("bo"), 1));
        var account = await ledger.ColumnsAsync(RowKeys.Account(ledger.Account("bo")));
        await ledger.DoAsync("carl", new GrantCommand(100));
        await ledger.WriteAsync(RowAction.Replace, RowKeys.Entry(ledger.Account("carl"), 1), columns);
        await ledger.WriteAsync(RowAction.Replace, RowKeys.Account(ledger.Account("carl")), account);

        var finding = Assert.Single(await ledger.AuditAsync());

        Assert.Equal((RowKeys.Entry(ledger.Account("carl"), 1), "It is not this account's first entry: it names another beginning of the chain."), (finding.Row, finding.Problem));
    }

    [Fact]
    public async Task Entries_AllDeleted_AccountAndCommitsAreFound()
    {
        var ledger = await AuditedLedger.StoryAsync();
        for (var seq = 1; seq <= 9; seq++)
        {
            await ledger.DeleteAsync($"entry {seq}");
        }

        Assert.Equal(("account!anna!default!USD", "It says it has 9 entries, and has none."), Assert.Single((await ledger.AuditAsync()).Select(finding => (finding.Row, finding.Problem))));
    }

    [Fact]
    public async Task Rows_SeveralOfSeveralAccounts_AreAllFound()
    {
        var ledger = await AuditedLedger.StoryAsync();
        await ledger.DeleteAsync("grant 1");
        await ledger.EditAsync("reversal 3", """{"credit":"1","credit@odata.type":"Edm.Int64"}""");
        await ledger.WriteAsync(RowAction.Delete, RowKeys.Entry(ledger.Account("bo"), 1));

        Assert.Equal([await ledger.KeyAsync("grant 1"), await ledger.KeyAsync("reversal 3"), "account!bo!default!USD"], await ledger.DamagedAsync());
    }

    [Theory]
    [InlineData("\"seq\":9,", "\"seq\":9,\"amended\":{\"grant\":1},")]
    [InlineData("\"number\":", "\"number\":-")]
    public async Task Audit_BodyThatNoProgramWrites_IsNamedAndTheOthersAreLookedAt(string text, string edited)
    {
        var ledger = await AuditedLedger.StoryAsync();
        await EditBodyAsync(ledger, "entry 9", text, edited);
        await ledger.WriteAsync(RowAction.Delete, RowKeys.Entry(ledger.Account("bo"), 1));

        Assert.Equal([await ledger.KeyAsync("entry 9"), "account!bo!default!USD"], await ledger.DamagedAsync());
    }

    [Fact]
    public async Task Audit_CustomerCopiedIntoAnotherPartition_IsNamedThere()
    {
        var ledger = await AuditedLedger.EmptyAsync(shards: 2);
        await ledger.DoAsync(AuditedLedger.Anna, new GrantCommand(100));
        var home = Shard.Of(AuditedLedger.Anna, 2);
        var rows = await ledger.Credits.QueryAsync(new(RowKeys.Partition(ledger.Business.Id, home), "", null), ReadRow, null, CancellationToken.None);
        await ledger.Credits.CommitAsync(RowKeys.Partition(ledger.Business.Id, 1 - home), rows.Rows, TimeSpan.FromSeconds(5), CancellationToken.None);

        Assert.Equal(["account!anna!default!USD", "customer!anna"], await ledger.DamagedAsync());
    }

    private static RowWrite ReadRow(ref System.Text.Json.Utf8JsonReader json)
    {
        var row = System.Text.Json.Nodes.JsonNode.Parse(ref json)!.AsObject();
        var key = row["RowKey"]!.GetValue<string>();
        foreach (var system in row.Select(column => column.Key).Where(name => name is "PartitionKey" or "RowKey" or "Timestamp" or "Timestamp@odata.type" || name.StartsWith("odata.", StringComparison.Ordinal)).ToList())
        {
            row.Remove(system);
        }

        return new(RowAction.Insert, key, Encoding.UTF8.GetBytes(row.ToJsonString()));
    }

    private static async Task EditBodyAsync(AuditedLedger ledger, string entry, string text, string edited)
    {
        var key = await ledger.KeyAsync(entry);
        var seq = long.Parse(entry.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        var row = await new CreditStore(ledger.Credits).EntryAsync(ledger.Account(), ledger.Business.Shards, seq, CancellationToken.None);
        var body = Encoding.UTF8.GetString(row!.Canonical.Span);
        Assert.Contains(text, body, StringComparison.Ordinal);
        await ledger.WriteAsync(RowAction.Merge, key, new ColumnWriter().Text("body", body.Replace(text, edited, StringComparison.Ordinal)).ToMemory());
    }
}

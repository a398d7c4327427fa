using System.Text;

namespace CreditFunctions.Reports.Tests;

public sealed class ChangesTests
{
    [Fact]
    public async Task Accounts_AddedAndMoved_AreExactlyThisFile()
    {
        var batch = new RowBatch();
        var writer = new RowWriter();
        Write("a", ShardChanges.Added, [0, 100, 0, 1250, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        Write("b", ShardChanges.Moved, [5, 0, 0, 5, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
        Assert.Equal(
            "customer_id,entitlement,unit,change,pending_from,pending_to,available_from,available_to,reserved_from,reserved_to,applied_from,applied_to,expired_from,expired_to,voided_from,voided_to,overage_from,overage_to\r\n" +
            "a,default,USD,added,0.00,1.00,0.00,12.50,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00\r\n" +
            "b,default,USD,moved,0.05,0.00,0.00,0.05,0.00,0.00,0.01,0.02,0.03,0.04,0.05,0.06,0.07,0.08\r\n",
            await FileAsync(ShardChanges.Definition, batch));

        void Write(string customer, string change, long[] amounts)
        {
            writer.Begin(2).Text(customer).Text("default").Text("USD").Text(change);
            foreach (var amount in amounts)
            {
                writer.Number(amount);
            }

            batch.Add(writer.Written);
        }
    }

    [Fact]
    public async Task Credits_EntryAndBalance_AreExactlyThisFile()
    {
        var batch = new RowBatch();
        var writer = new RowWriter();
        var noon = SampleRows.Noon.Microseconds;
        batch.Add(writer.Begin(2).Text("a").Text("USD").Text(CreditChanges.Entry).Number(1000).Number(500).Text("default").Text("en_1").Text("apply").Number(-500).Number(noon).Number(noon).Text("=1").Written);
        batch.Add(writer.Begin(2).Text("b").Text("USD").Text(CreditChanges.Balance).Number(0).Number(25).Text((string?)null).Text((string?)null).Text((string?)null).Number(25).Number(noon).Number(noon).Text((string?)null).Written);
        Assert.Equal(
            "customer_id,unit,change,balance_from,balance_to,entitlement,entry_id,type,amount,created_at,posted_at,memo\r\n" +
            "a,USD,entry,10.00,5.00,default,en_1,apply,-5.00,2026-11-21T12:00:00Z,2026-11-21T12:00:00Z,\"'=1\"\r\n" +
            "b,USD,balance,0.00,0.25,,,,0.25,2026-11-21T12:00:00Z,2026-11-21T12:00:00Z,\r\n",
            await FileAsync(CreditChanges.Definition, batch));
    }

    [Fact]
    public void Definitions_OfChangesAndShards_HaveTheirColumnsInPlace()
    {
        foreach (var definition in new[] { ShardChanges.Definition, CreditChanges.Definition, ShardAccounts.Definition, ShardEntries.Definition })
        {
            Assert.Equal(Enumerable.Range(0, definition.Columns.Length), definition.Columns.Select(column => column.Ordinal));
            Assert.InRange(definition.Columns.Length, 1, Row.MaxColumns);
        }
    }

    private static async Task<string> FileAsync(ReportDefinition definition, RowBatch rows)
    {
        using var stream = new MemoryStream();
        await using var writer = new ReportFileWriter(definition, new(ReportFormat.Csv), stream.WriteAsync, ShardChanges.FileName);
        await writer.AppendAsync(rows, TestContext.Current.CancellationToken);
        Assert.Equal(ShardChanges.FileName, (await writer.FinishAsync(TestContext.Current.CancellationToken)).Name);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}

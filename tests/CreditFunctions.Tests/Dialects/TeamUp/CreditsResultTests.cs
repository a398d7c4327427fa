using CreditFunctions.Dialects.TeamUp;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using Microsoft.AspNetCore.Http;

namespace CreditFunctions.Tests.Dialects.TeamUp;

public sealed class CreditsResultTests
{
    [Theory]
    [InlineData(ReportFormat.Csv)]
    [InlineData(ReportFormat.Json)]
    public async Task Execute_FirstRowsCannotBeRead_WritesNothing(ReportFormat format)
    {
        var query = CreditsQuery.Read(RawFields.Of([]), Instant.Min).Query!;
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { Response = { Body = body } };

        await Assert.ThrowsAsync<SnapshotException>(() => new CreditsResult(query, Instant.Min, 1, Damaged(), format).ExecuteAsync(http));
        await http.Response.BodyWriter.FlushAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, body.Length);
    }

    private static async IAsyncEnumerable<RowBatch> Damaged()
    {
        await Task.Yield();
        throw new SnapshotException("some.rows", "is damaged.");
#pragma warning disable CS0162 // What makes it yield rows.
        yield break;
#pragma warning restore CS0162
    }
}

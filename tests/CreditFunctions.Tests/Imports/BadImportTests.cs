using System.Net.Sockets;
using System.Text;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Imports;

/// <summary>Requests that are refused before anything is imported.</summary>
public sealed class BadImportTests(SharedApplication shared) : IClassFixture<SharedApplication>
{
    [Theory]
    [InlineData("application/xml", "<a/>", "415 unsupported_media_type Content-Type")]
    [InlineData("application/json", "{}", "400 invalid_request upload")]
    [InlineData("application/json", """{"upload":"upl_1","format":"xml"}""", "400 invalid_request format")]
    [InlineData("application/json", """{"upload":"upl_1","format":"csv","bytes":1}""", "400 invalid_request bytes")]
    [InlineData("application/json", """{"upload":"upl_1","format":"csv"}""", "404 upload_not_found upload")]
    [InlineData("application/json", """{"upload":"imp_1/body","format":"csv"}""", "404 upload_not_found upload")]
    [InlineData("text/csv; charset=iso-8859-1", "type,customer_id", "415 unsupported_media_type Content-Type")]
    [InlineData(null, "type,customer_id", "415 unsupported_media_type Content-Type")]
    [InlineData("text/csv", "", "400 invalid_request body")]
    [InlineData("text/csv", "\uFEFF\r\n \r\n", "400 invalid_request body")]
    [InlineData("application/x-ndjson", "\n", "400 invalid_request body")]
    [InlineData("text/csv", "grant,c1,USD,1.00", "400 invalid_request header")]
    [InlineData("text/csv", "type,customer_id,colour\n", "400 invalid_request header")]
    [InlineData("text/csv", "type,customer_id,\"amount\n", "400 invalid_request header")]
    public async Task Import_OfAWrongForm_IsRefusedAtOnce(string? type, string body, string problem) =>
        Assert.Equal(problem, (await shared.App.SendAsync(ImportRuns.Request(new ByteArrayContent(Encoding.UTF8.GetBytes(body)), type))).Problem);

    [Theory]
    [InlineData("text/csv; charset=UTF-8", "type,customer_id\n")]
    [InlineData("TEXT/CSV", "\uFEFF\"type\",\"customer_id\"")]
    public async Task Import_OfAHeaderAlone_IsDone(string type, string body) =>
        Assert.Equal("done: 0 lines, 0 customers, 0 commands, 0 repeated, 0 rejected", (await shared.App.ImportAsync(body, type)).Outcome());

    [Fact]
    public async Task Import_KeyThatIsNone_IsRefused() =>
        Assert.Equal("400 invalid_request Idempotency-Key", (await shared.App.SendAsync(ImportRuns.Request("{}", ImportRuns.Ndjson, "two words"))).Problem);

    [Fact]
    public async Task Import_WithoutTheScope_IsRefused() =>
        Assert.Equal("403 insufficient_scope Authorization", (await shared.App.SendAsync(ImportRuns.Request("{}", ImportRuns.Ndjson), Scopes.LedgerWrite)).Problem);

    [Theory]
    [InlineData("/api/imports/imp_none", "404 import_not_found import")]
    [InlineData("/api/imports/imp_none/rejected", "404 import_not_found import")]
    [InlineData("/api/imports/a%20b", "400 invalid_request import")]
    public async Task Get_OfNoImport_SaysSo(string path, string problem) => Assert.Equal(problem, (await shared.App.GetAsync(path)).Problem);

    [Fact]
    public async Task Upload_ThatBreaksOff_LeavesNothing()
    {
        await using var app = await CreditApplication.StartAsync();
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(app.Url.Host, app.Url.Port, TestContext.Current.CancellationToken);
            var request = $"POST /api/imports HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {await app.KeyAsync(Scopes.All)}\r\nContent-Type: text/csv\r\nContent-Length: 100\r\n\r\ntype,customer_id\r\n";
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
            client.Client.Shutdown(SocketShutdown.Send);
            // The connection ends when the service has given up.
            await new StreamReader(stream).ReadToEndAsync(TestContext.Current.CancellationToken).ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        Assert.Equal("""{"imports":[]}""", (await app.GetAsync("/api/imports")).Text);
        await foreach (var blob in app.Storage.Container(StoreNames.Imports).ListAsync("", TestContext.Current.CancellationToken))
        {
            Assert.Fail(blob.Name);
        }
    }
}

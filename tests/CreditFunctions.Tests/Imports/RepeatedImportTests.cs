using CreditFunctions.Storage;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Imports;

/// <summary>What is sent again is not done again.</summary>
public sealed class RepeatedImportTests
{
    private const string Grant = """{"type":"grant","customer_id":"c1","unit":"USD","amount":"10.00"}""";
    private const string Keyed = """{"type":"grant","customer_id":"c1","unit":"USD","amount":"10.00","idempotency_key":"g1"}""";

    [Fact]
    public async Task SameKeyAndBody_AreTheFirstImport()
    {
        await using var app = await WithCustomerAsync();

        var first = await app.ImportAsync(Grant, key: "k1");
        var again = await app.SendAsync(ImportRuns.Request(Grant, ImportRuns.Ndjson, "k1"));

        Assert.Equal((202, first.Text), (again.Status, again.Text));
        Assert.Equal("10.00", await app.AvailableAsync("c1"));
    }

    [Fact]
    public async Task SameKeyAnotherBody_IsRefused()
    {
        await using var app = await WithCustomerAsync();
        await app.ImportAsync(Grant, key: "k1");

        Assert.Equal("409 idempotency_key_reused Idempotency-Key", (await app.SendAsync(ImportRuns.Request(Grant + "\n", ImportRuns.Ndjson, "k1"))).Problem);
        Assert.Equal("10.00", await app.AvailableAsync("c1"));
    }

    [Theory]
    [InlineData(StorageOperation.RowWrite, Fault.FailBefore)]
    [InlineData(StorageOperation.RowWrite, Fault.FailAfter)]
    [InlineData(StorageOperation.BlobCommit, Fault.FailBefore)]
    [InlineData(StorageOperation.BlobCommit, Fault.FailAfter)]
    public async Task SameKeyAfterALostAnswer_IsDoneOnce(StorageOperation operation, Fault fault)
    {
        var faults = new Faults();
        await using var app = await WithCustomerAsync(faults);
        faults.Strike = call => call.Operation == operation && (call.Store == StoreNames.Imports || call.Rows is [['i', ..], ..]) ? fault : Fault.None;
        var lost = await app.SendAsync(ImportRuns.Request(Grant, ImportRuns.Ndjson, "k1"));
        faults.Strike = static _ => Fault.None;

        Assert.Equal("503 storage_unavailable -", lost.Problem);
        Assert.Equal("done: 1 lines, 0 customers, 1 commands, 0 repeated, 0 rejected", (await app.ImportAsync(Grant, key: "k1")).Outcome());
        Assert.Equal("409 idempotency_key_reused Idempotency-Key", (await app.SendAsync(ImportRuns.Request(Grant + "\n", ImportRuns.Ndjson, "k1"))).Problem);
        Assert.Equal("10.00", await app.AvailableAsync("c1"));
    }

    [Fact]
    public async Task LineWithoutAKeySentTwice_IsDoneTwice()
    {
        await using var app = await WithCustomerAsync();

        await app.ImportAsync(Grant + "\n" + Grant);
        await app.ImportAsync(Grant);

        Assert.Equal("30.00", await app.AvailableAsync("c1"));
    }

    [Fact]
    public async Task LineWithAKeyOfItsOwn_IsRepeatedInTheSameFileAndInAnother()
    {
        await using var app = await WithCustomerAsync();

        var first = await app.ImportAsync(Keyed + "\n" + Keyed);
        var second = await app.ImportAsync(Keyed);

        Assert.Equal("done: 2 lines, 0 customers, 1 commands, 1 repeated, 0 rejected", first.Outcome());
        Assert.Equal("done: 1 lines, 0 customers, 0 commands, 1 repeated, 0 rejected", second.Outcome());
        Assert.Equal("10.00", await app.AvailableAsync("c1"));
    }

    [Fact]
    public async Task LineWithAUsedKeyAndOtherContent_IsRejected()
    {
        await using var app = await WithCustomerAsync();

        var done = await app.ImportAsync(Keyed + "\n" + Keyed.Replace("10.00", "11.00", StringComparison.Ordinal));

        Assert.Equal("done: 2 lines, 0 customers, 1 commands, 0 repeated, 1 rejected", done.Outcome());
        Assert.StartsWith("2,idempotency_key_reused,idempotency_key,", (await app.RejectedAsync(done))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Imports_Listed_AreNewestFirst()
    {
        await using var app = await WithCustomerAsync();
        var first = await app.ImportAsync(Grant);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await app.ImportAsync(Grant);

        Assert.Equal($$"""{"imports":[{{second.Text}},{{first.Text}}]}""", (await app.GetAsync("/api/imports")).Text);
    }

    private static async Task<CreditApplication> WithCustomerAsync(Faults? faults = null)
    {
        var app = await CreditApplication.StartAsync(faults);
        await app.AddCustomerAsync("c1");
        return app;
    }
}

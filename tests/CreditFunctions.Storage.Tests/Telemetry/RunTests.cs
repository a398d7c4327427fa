using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Audits;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Telemetry;
using CreditFunctions.Storage.Tests.Audits;
using CreditFunctions.Storage.Tests.Snapshots;

namespace CreditFunctions.Storage.Tests.Telemetry;

[Collection(Alone.Name)]
public sealed class RunTests
{
    [Fact]
    public async Task Run_OfAReport_TellsItsPhasesInsideItsSpanAndCountsWhatItMade()
    {
        var ledger = await ReportedLedger.StoryAsync();
        using var heard = new Heard();

        var manifest = await ledger.MakeAsync();

        Assert.Equal(["shards", "roll_forward", "pages", "files", "manifest"], heard.Spans.Where(static span => span.OperationName == Spans.Phase).Select(static span => span.GetTagItem("phase")));
        var run = heard.Spans.Single(static span => span.OperationName == Spans.Run);
        Assert.Equal($"run business=biz function=SnapshotReports task=credit-balances slot={manifest.Snapshot} attempts=1 outcome=done", heard.Of(Spans.Run).Single());
        Assert.All(heard.Spans.Where(static span => span.OperationName == Spans.Phase), span => Assert.Equal(run.SpanId, span.ParentSpanId));
        var bytes = manifest.Files.Sum(static file => file.Bytes) + manifest.Pages.Sum(static pages => pages.File.Bytes);
        Assert.Equal(
            [
                "creditfunctions.report.phase.duration report=credit-balances phase=shards", "creditfunctions.report.phase.duration report=credit-balances phase=roll_forward",
                "creditfunctions.report.phase.duration report=credit-balances phase=pages", "creditfunctions.report.phase.duration report=credit-balances phase=files",
                "creditfunctions.report.phase.duration report=credit-balances phase=manifest", "creditfunctions.report.rows 12 report=credit-balances",
                $"creditfunctions.report.bytes {bytes} report=credit-balances", "creditfunctions.runs 1 function=SnapshotReports outcome=done",
            ],
            heard.Measured);
    }

    [Fact]
    public async Task Run_AttemptFails_IsCountedAsOneToBeTriedAgain()
    {
        var ledger = await ReportedLedger.StoryAsync();
        var run = await ledger.RequestAsync();
        ledger.Strike = static call => call.Store == StoreNames.Credits ? Fault.FailBefore : Fault.None;
        using var heard = new Heard();

        await ledger.TryAsync(run);

        Assert.Single(heard.Measured, "creditfunctions.runs 1 function=SnapshotReports outcome=retry");
        Assert.Equal(System.Diagnostics.ActivityStatusCode.Error, heard.Spans.Single(static span => span.OperationName == Spans.Run).Status);
    }

    [Fact]
    public async Task Run_OfAnAudit_TellsEachShardAndCountsItsFindings()
    {
        var ledger = await AuditedLedger.EmptyAsync(2);
        await ledger.DoAsync(AuditedLedger.Anna, new GrantCommand(100));
        var now = Instant.Now(ledger.Time);
        var run = await ledger.Runs.RequestAsync(ledger.Business.Id, RunTask.VerifyLedger, SnapshotId.At(now), now, isFull: false, CancellationToken.None);
        var runner = new AuditRunner(ledger.Storage.Container(StoreNames.Reports), ledger.Runs, ledger.Credits, ledger.Time);
        using var piece = Piece.Unlimited(ledger.Time, CancellationToken.None);
        using var heard = new Heard();

        await runner.RunAsync(ledger.Business, run, new(static (_, _) => { }, static (_, _) => { }), piece);

        Assert.Equal(["0", "1"], heard.Spans.Where(static span => span.OperationName == Spans.AuditShard).Select(static span => $"{span.GetTagItem("shard")}"));
        Assert.Equal(["creditfunctions.audit.findings 0", "creditfunctions.audit.findings 0", "creditfunctions.runs 1 function=VerifyLedger outcome=done"], heard.Measured);
    }
}

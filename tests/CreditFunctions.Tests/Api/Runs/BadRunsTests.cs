using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Runs;

public sealed class BadRunsTests(SharedApplication shared) : IClassFixture<SharedApplication>
{
    private const string Functions = "SnapshotReports, ExpireCredits, VerifyLedger, PruneSnapshots";

    [Theory]
    [InlineData("function=Expire", "400 invalid_request function", "function is 'Expire'; allowed are " + Functions + ".")]
    [InlineData("function=ResumeRuns", "400 invalid_request function", "function is 'ResumeRuns'; allowed are " + Functions + ".")]
    [InlineData("state=ended", "400 invalid_request state", "state is 'ended'; allowed are open, done, failed.")]
    [InlineData("state=", "400 invalid_request state", "state is ''; allowed are open, done, failed.")]
    [InlineData("limit=0", "400 invalid_request limit", "limit is '0'; allowed is a whole number from 1 to 1000.")]
    [InlineData("limit=1001", "400 invalid_request limit", "limit is '1001'; allowed is a whole number from 1 to 1000.")]
    [InlineData("cursor=x", "400 invalid_request cursor", "cursor must be a next_cursor of an earlier page.")]
    [InlineData("cursor=20261121T120000Z.Nothing", "400 invalid_request cursor", "cursor must be a next_cursor of an earlier page.")]
    [InlineData("slot=1", "400 invalid_request slot", "Unknown parameter 'slot'; allowed are function, state, cursor, limit.")]
    public async Task List_Bad_SaysWhatIsAllowed(string query, string problem, string detail) => Check(await shared.App.GetAsync("/api/runs?" + query), problem, detail);

    [Theory]
    [InlineData("VerifyLedger?slot=yesterday", "400 invalid_request slot", "slot is 'yesterday'; allowed is an RFC 3339 date-time in whole seconds such as 2026-03-01T02:00:00Z.")]
    [InlineData("VerifyLedger?slot=2026-11-21T12:00:00.5Z", "400 invalid_request slot", "slot is '2026-11-21T12:00:00.5Z'; allowed is an RFC 3339 date-time in whole seconds such as 2026-03-01T02:00:00Z.")]
    [InlineData("VerifyLedger?slot=2026-11-21T12:00:01Z", "400 invalid_request slot", "slot is 2026-11-21T12:00:01Z, which is in the future; it is 2026-11-21T12:00:00Z now.")]
    [InlineData("VerifyLedger?slot=2026-11-21T12:59:59%2B01:00", "400 invalid_request slot", "slot is 2026-11-21T11:59:59Z, which is before the business was made, at 2026-11-21T12:00:00Z.")]
    [InlineData("VerifyLedger", "400 invalid_request slot", "slot is missing, and the last slot of VerifyLedger by its schedule, 2026-11-21T04:00:00Z, is before the business was made, at 2026-11-21T12:00:00Z.")]
    [InlineData("VerifyLedger?slot=2026-11-21T12:00:00Z&report=credit-balances", "400 invalid_request report", "report is for SnapshotReports alone; VerifyLedger has no reports.")]
    [InlineData("SnapshotReports?slot=2026-11-21T12:00:00Z&report=credits", "400 invalid_request report", "report is 'credits'; allowed are credit-balances, customer-credits.")]
    [InlineData("VerifyLedger?when=now", "400 invalid_request when", "Unknown parameter 'when'; allowed are slot, report.")]
    [InlineData("ResumeRuns", "404 function_not_found function", "ResumeRuns has no runs of its own, it goes on with those of the other functions; these are " + Functions + ".")]
    [InlineData("verifyledger", "404 function_not_found function", "There is no function 'verifyledger' that has runs; there are " + Functions + ".")]
    public async Task Run_Bad_SaysWhatIsAllowed(string path, string problem, string detail) => Check(await shared.App.PostAsync("/api/runs/" + path, null), problem, detail);

    [Theory]
    [InlineData("VerifyLedger/20261121T110000Z", "404 run_not_found slot", "VerifyLedger has no run of slot '20261121T110000Z'; GET /api/runs?function=VerifyLedger lists those there are.")]
    [InlineData("VerifyLedger/now", "404 run_not_found slot", "VerifyLedger has no run of slot 'now'; GET /api/runs?function=VerifyLedger lists those there are.")]
    [InlineData("Nothing/20261121T110000Z", "404 function_not_found function", "There is no function 'Nothing' that has runs; there are " + Functions + ".")]
    public async Task Get_NotThere_Is404(string path, string problem, string detail) => Check(await shared.App.GetAsync("/api/runs/" + path), problem, detail);

    private static void Check(Answer answer, string problem, string detail) => Assert.Equal((problem, detail), (answer.Problem, answer.At("detail")));
}

using CreditFunctions.Ledger;
using CreditFunctions.Storage.Audits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Runs;

namespace CreditFunctions.Timers;

/// <summary>The timer function <c>VerifyLedger</c>: every business's ledger is audited once for every slot of the schedule; an audit covers the slots that were missed before its own.</summary>
internal sealed partial class VerifyLedger(AuditRunner runner, ILogger<VerifyLedger> logger)
{
    /// <summary>How many of an audit's findings are logged one by one.</summary>
    public const int MostLogged = 100;

    /// <summary>Goes on with an audit.</summary>
    public Task<RunOutcome> RunAsync(Business business, Run audit, Piece piece) => runner.RunAsync(business, audit, new(Log, Log), piece);

    private void Log(AuditFinding finding, long number)
    {
        if (number <= MostLogged)
        {
            LogDamagedRow(logger, finding.Row, finding.Partition, finding.Problem);
        }
    }

    private void Log(Run audit, RunOutcome outcome)
    {
        if (outcome == RunOutcome.Done && audit.Failures > 0)
        {
            LogDamaged(logger, audit.Slot.Slot, audit.Business, audit.Failures, audit.Audited.Accounts, audit.Audited.Entries);
        }
        else if (outcome == RunOutcome.Done)
        {
            LogOk(logger, audit.Slot.Slot, audit.Business, audit.Audited.Accounts, audit.Audited.Entries);
        }
        else if (outcome != RunOutcome.Unfinished)
        {
            LogFailed(logger, audit.Slot.Slot, audit.Business, outcome, audit.Error);
        }
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Error, Message = "Row {Row} of partition {Partition} is damaged. {Problem}")]
    private static partial void LogDamagedRow(ILogger logger, string row, string partition, string problem);

    [LoggerMessage(
        EventId = 3002, Level = LogLevel.Error, Message = "The audit of {Slot} for {Business} has found {Findings} damaged rows in {Accounts} accounts with {Entries} entries.")]
    private static partial void LogDamaged(ILogger logger, Instant slot, string business, long findings, long accounts, long entries);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Information, Message = "The audit of {Slot} for {Business} has found {Accounts} accounts with {Entries} entries in order.")]
    private static partial void LogOk(ILogger logger, Instant slot, string business, long accounts, long entries);

    [LoggerMessage(EventId = 3004, Level = LogLevel.Error, Message = "The audit of {Slot} for {Business} ended in {Outcome}: {Error}")]
    private static partial void LogFailed(ILogger logger, Instant slot, string business, RunOutcome outcome, string? error);
}

using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Audits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Timers;

/// <summary>Works off the audits that are open: those asked for by hand, those a schedule asked for, and those a process died in.</summary>
internal sealed partial class OpenAudits(DirectoryStore directory, AuditRunner runner, ILogger<OpenAudits> logger)
{
    /// <summary>How many of an audit's findings are logged one by one.</summary>
    public const int MostLogged = 100;

    /// <summary>Wakes the worker of audits.</summary>
    public RunQueue Queue { get; } = new();

    /// <summary>Tries every open audit of every business once. Returns whether some are still open.</summary>
    public async Task<bool> WorkOffAsync(CancellationToken cancellationToken)
    {
        var left = false;
        foreach (var business in await directory.BusinessesAsync(cancellationToken))
        {
            foreach (var audit in await directory.OpenAuditsAsync(business.Id, cancellationToken))
            {
                left |= await TryAsync(business, audit, cancellationToken);
            }
        }

        return left;
    }

    /// <summary>Tries one audit; what keeps it from being tried does not keep the others. Returns whether it is still open.</summary>
    private async Task<bool> TryAsync(Business business, AuditRun audit, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await runner.RunAsync(business, audit, Report, cancellationToken);
            if (outcome != RunOutcome.Busy && await directory.AuditAsync(business.Id, audit.Slot, cancellationToken) is { } stored)
            {
                LogEnd(outcome, stored);
            }

            return outcome is RunOutcome.Busy or RunOutcome.Retry;
        }
        catch (StorageException exception)
        {
            LogFailed(logger, audit.Slot.Slot, business.Id, RunOutcome.Retry, exception.Message);
            return true;
        }

        void Report(AuditFinding finding, long number)
        {
            if (number <= MostLogged)
            {
                LogDamagedRow(logger, finding.Row, finding.Partition, finding.Problem);
            }
        }
    }

    private void LogEnd(RunOutcome outcome, AuditRun audit)
    {
        if (outcome != RunOutcome.Done)
        {
            LogFailed(logger, audit.Slot.Slot, audit.Business, outcome, audit.Error);
        }
        else if (audit.Findings > 0)
        {
            LogDamaged(logger, audit.Slot.Slot, audit.Business, audit.Findings, audit.Accounts, audit.Entries);
        }
        else
        {
            LogOk(logger, audit.Slot.Slot, audit.Business, audit.Accounts, audit.Entries);
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

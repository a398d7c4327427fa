using CreditFunctions.Ledger;
using CreditFunctions.Settings;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Timers;

/// <summary>
/// The timer function <c>VerifyLedger</c>: sees to it that every business's ledger is audited once for the last slot of the schedule, however often or late it is called.
/// </summary>
internal sealed class VerifyLedger(DirectoryStore directory, OpenAudits audits, ProgramSettings settings, TimeProvider clock)
{
    /// <summary>Asks for the audits of the last slot and works off all that is open.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = Instant.Now(clock);
        if (Slots.Last(settings.VerifySchedule, now) is { } slot)
        {
            foreach (var business in await directory.BusinessesAsync(cancellationToken))
            {
                // A business is not older than its audits.
                if (business.CreatedAt <= slot.Slot)
                {
                    await directory.RequestAuditAsync(business.Id, slot, now, cancellationToken);
                }
            }
        }

        if (await audits.WorkOffAsync(cancellationToken))
        {
            // The worker goes on with what is left, long before the next slot.
            audits.Queue.Wake();
        }
    }
}

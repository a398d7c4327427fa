using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tests.Audits;

namespace CreditFunctions.Storage.Tests.Snapshots;

/// <summary>Random things that happen to a business between two snapshots.</summary>
internal sealed class HistoryOfSnapshots(AuditedLedger ledger, int seed)
{
    private readonly Random random = new(seed);
    private readonly RandomLife life = new(ledger, seed);
    private readonly CustomerStore customers = new(ledger.Credits, new ImmediateTime(ledger.Time));
    private Instant told = ledger.In(TimeSpan.FromDays(-90));

    /// <summary>Some time passes, in which some of the customers do something.</summary>
    public async Task PassAsync(int requests, int amongCustomers)
    {
        for (var i = 0; i < requests; i++)
        {
            ledger.Time.Pass(random.Next(8) == 0 ? TimeSpan.FromHours(random.Next(1, 60)) : TimeSpan.FromMilliseconds(random.Next(1, 200_000)));
            await OnceAsync($"c{random.Next(amongCustomers)}");
        }
    }

    private async Task OnceAsync(string customer)
    {
        switch (random.Next(10))
        {
            case 0:
                await TellAsync();
                break;
            case 1:
                await customers.PutAsync(ledger.Business.Id, ledger.Business.Shards, customer, new($"Name {random.Next(3)}", random.Next(2) == 0 ? null : "a@b.example"), CancellationToken.None);
                break;
            case 2:
                // What has come due is written down.
                await ledger.TryAsync(ledger.Account(customer), AuditedLedger.Standard);
                break;
            default:
                await life.SendAsync(customer, random.Next(3) == 0 ? "BHD" : "USD");
                break;
        }
    }

    /// <summary>History of long ago is imported, a little later each time.</summary>
    private async Task TellAsync()
    {
        told = Instant.Earlier(told.Plus(TimeSpan.FromHours(random.Next(0, 60))), ledger.In(TimeSpan.Zero));
        Command command = random.Next(4) switch
        {
            0 or 1 => new GrantCommand(random.Next(1, 900)) { ExpiresAt = told.Plus(TimeSpan.FromHours(random.Next(1, 400))) },
            2 => new ApplyCommand(random.Next(1, 300)),
            _ => new ReserveCommand(random.Next(1, 100)) { ExpiresAt = told.Plus(TimeSpan.FromHours(random.Next(1, 90))) },
        };
        await ledger.TryAsync(ledger.Account($"told{random.Next(2)}"), AuditedLedger.Standard, command with { CreatedAt = told });
    }
}

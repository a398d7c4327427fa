using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Storage.Tests.Audits;

/// <summary>Sends random commands of all kinds to a few accounts, while time passes; many are refused.</summary>
internal sealed class RandomLife(AuditedLedger ledger, int seed)
{
    private static readonly Policy[] Policies =
    [
        new(DrawOrder.Standard), new(DrawOrder.Fifo) { ExpiresAfterDays = 3 },
        new(DrawOrder.Standard) { Overage = new OveragePolicy(OverageOnGrant.Repay, null) }, new(DrawOrder.Standard) { Overage = new(OverageOnGrant.Carry, 500) },
    ];

    private readonly Random random = new(seed);
    private readonly Dictionary<AccountKey, long> seqs = [];

    /// <summary>The types of all entries that came of it.</summary>
    public HashSet<EntryType> Types { get; } = [];

    public async Task LiveAsync(int requests, int customers)
    {
        for (var i = 0; i < requests; i++)
        {
            ledger.Time.Pass(random.Next(10) == 0 ? TimeSpan.FromHours(random.Next(1, 40)) : TimeSpan.FromMilliseconds(random.Next(1, 90_000)));
            await SendAsync($"c{random.Next(customers)}", random.Next(3) == 0 ? "BHD" : "USD");
        }
    }

    /// <summary>One request.</summary>
    public async Task SendAsync(string customer, string unit)
    {
        var account = ledger.Account(customer, unit);
        var last = seqs.GetValueOrDefault(account);
        Command[] commands = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Any(Math.Max(1, last)))];
        var answer = await ledger.TryAsync(account, Policies[random.Next(Policies.Length)], commands);
        if (answer.Status == CommitStatus.Committed && answer.Entries.Count > 0)
        {
            seqs[account] = answer.Entries[^1].Seq;
            Types.UnionWith(answer.Entries.Select(entry => entry.Draft.Type));
        }
    }

    private Command Any(long last)
    {
        var at = Math.Max(1, last - random.Next(12));
        var soon = ledger.In(TimeSpan.FromMinutes(random.Next(1, 5_000)));
        return random.Next(16) switch
        {
            0 or 1 or 2 => new GrantCommand(random.Next(1, 900)) { Memo = "Mémo \"é\" 東京", Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["b"] = "1", ["a"] = "2" } },
            3 => new GrantCommand(random.Next(1, 900)) { EffectiveAt = ledger.In(TimeSpan.FromMinutes(random.Next(1, 2_000))), NeverExpires = true, Category = GrantCategory.Promotional },
            4 => new GrantCommand(random.Next(1, 900)) { ExpiresAt = soon, CreatedAt = random.Next(3) == 0 ? ledger.In(TimeSpan.FromHours(-random.Next(1, 90))) : null, Name = "Pass" },
            5 or 6 or 7 => new ApplyCommand(random.Next(1, 500)),
            8 => new ReserveCommand(random.Next(1, 200)) { ExpiresAt = random.Next(2) == 0 ? soon : null },
            9 => new CaptureCommand(at) { Amount = random.Next(2) == 0 ? null : random.Next(1, 50), ReleaseRest = random.Next(2) == 0 },
            10 => new ReleaseCommand(at),
            11 => new VoidCommand(at),
            12 => new ExpireCommand(at),
            13 => new ReverseCommand(at) { Amount = random.Next(2) == 0 ? null : random.Next(1, 50) },
            14 => new AmendCommand(at) { Name = "Amended", ExpiresAt = random.Next(2) == 0 ? soon : null },
            _ => new SettleOverageCommand(OverageSettlement.Forgiven),
        };
    }
}

using CreditFunctions.Ledger;

namespace CreditFunctions.Simulation;

/// <summary>What clients ask for: commands of every kind, mostly about what they were told exists, now and then about what does not.</summary>
internal sealed class RandomCommands(Random random, VirtualTime time)
{
    private static readonly PaysFor[] Purposes = [new("metered"), new(Price: "price_1"), new(BillableItem: "item_1")];

    private readonly Dictionary<AccountKey, List<Entry>> told = [];
    private Instant history = Instant.From(new DateTimeOffset(2025, 11, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>A client was told of these.</summary>
    public void Learn(AccountKey account, IEnumerable<Entry> entries) => Known(account).AddRange(entries);

    /// <summary>Rules, of those an entitlement may have.</summary>
    public Policy NextPolicy() => new(random.Next(2) == 0 ? DrawOrder.Standard : DrawOrder.Fifo)
    {
        Overage = random.Next(3) == 0 ? new((OverageOnGrant)random.Next(2), random.Next(2) == 0 ? null : 500) : null,
        ExpiresAfterDays = random.Next(4) == 0 ? 1 : null,
    };

    /// <summary>A command of any kind.</summary>
    public Command Next(AccountKey account, string memo) => Any(account, Instant.Now(time)) with { Memo = memo };

    /// <summary>A command out of the past: each a little later than the one before.</summary>
    public Command NextOfHistory(AccountKey account, string memo)
    {
        history = Instant.Earlier(history.Plus(TimeSpan.FromHours(random.Next(0, 30))), Instant.Now(time));
        return Any(account, history) with { Memo = memo, CreatedAt = history };
    }

    private Command Any(AccountKey account, Instant now) => random.Next(100) switch
    {
        < 24 => Grant(now),
        < 44 => new ApplyCommand(random.Next(1, 300)) { PaysFor = Purpose() },
        < 56 => new ReserveCommand(random.Next(1, 200)) { ExpiresAt = random.Next(2) == 0 ? Soon(now) : null, PaysFor = Purpose() },
        < 66 => On(account, EntryType.Reserve, now, id => new CaptureCommand(id) { Amount = random.Next(2) == 0 ? random.Next(1, 100) : null, ReleaseRest = random.Next(2) == 0 }),
        < 72 => On(account, EntryType.Reserve, now, id => new ReleaseCommand(id)),
        < 76 => On(account, EntryType.Grant, now, id => new VoidCommand(id) { OnlyIfUnused = random.Next(2) == 0 }),
        < 80 => On(account, EntryType.Grant, now, id => new ExpireCommand(id)),
        < 92 => On(account, random.Next(4) == 0 ? EntryType.Capture : EntryType.Apply, now, id => new ReverseCommand(id) { Amount = random.Next(2) == 0 ? random.Next(1, 150) : null }),
        < 97 => On(account, EntryType.Grant, now, id => new AmendCommand(id) { ExpiresAt = random.Next(2) == 0 ? Soon(now) : null, Name = "amended" }),
        _ => new SettleOverageCommand((OverageSettlement)random.Next(2)) { Amount = random.Next(2) == 0 ? random.Next(1, 100) : null },
    };

    private GrantCommand Grant(Instant now)
    {
        var effective = random.Next(100) < 25 ? Soon(now) : (Instant?)null;
        return new(random.Next(1, 2_000))
        {
            Priority = random.Next(3),
            Category = (GrantCategory)random.Next(2),
            EffectiveAt = effective,
            ExpiresAt = random.Next(100) < 50 ? Soon(effective ?? now) : null,
            AppliesTo = random.Next(4) == 0 ? new(PriceType: "metered") : random.Next(8) == 0 ? new(Prices: ["price_1", "price_2"]) : null,
        };
    }

    private PaysFor? Purpose() => random.Next(2) == 0 ? null : Purposes[random.Next(Purposes.Length)];

    private Instant Soon(Instant now) => now.Plus(TimeSpan.FromSeconds(random.Next(20, 60_000)));

    /// <summary>A command about one of the latest entries of a type; where there is none, a grant, so that there is something to do things to.</summary>
    private Command On(AccountKey account, EntryType type, Instant now, Func<long, Command> about)
    {
        var known = Known(account).FindAll(entry => entry.Draft.Type == type);
        return random.Next(20) == 0 ? about(random.Next(0, 50))
            : known.Count == 0 ? Grant(now)
            : about(known[Math.Max(0, known.Count - 1 - random.Next(4))].Seq);
    }

    private List<Entry> Known(AccountKey account) => told.TryGetValue(account, out var known) ? known : told[account] = [];
}

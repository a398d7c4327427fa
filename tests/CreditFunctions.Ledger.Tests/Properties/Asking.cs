namespace CreditFunctions.Ledger.Tests;

/// <summary>
/// Random commands that fit the account as it is: most name a grant, a reservation or an entry there is, and an amount near what is left of it, so that
/// what is rare among blind guesses is frequent here.
/// </summary>
internal static class Asking
{
    private static readonly string[] Kinds =
    [
        "grant", "grant", "grant", "apply", "apply", "apply", "reserve", "reserve", "reserve", "capture", "capture", "capture", "release", "void", "expire",
        "reverse", "reverse", "reverse", "amend", "settle_overage",
    ];

    /// <summary>One command.</summary>
    /// <param name="pick">What decides.</param>
    /// <param name="model">The account before the request.</param>
    /// <param name="now">The present.</param>
    /// <param name="isHistory">Did it happen earlier?</param>
    public static Command Command(Choices pick, Model model, long now, bool isHistory)
    {
        long? created = pick.OneIn(40) ? now + 1 : isHistory ? Math.Max(0, now - pick.Below(10)) : null;
        var at = created ?? now;
        Command command = Kind(pick, model) switch
        {
            "grant" => Grant(pick, at),
            "apply" => new ApplyCommand(pick.OneIn(3) ? pick.Below(30) : pick.Below(9)) { PaysFor = PaysFor(pick) },
            "reserve" => new ReserveCommand(pick.Below(9)) { PaysFor = PaysFor(pick), ExpiresAt = After(at, pick.Of<int?>(null, null, 0, 2, 3, 4, 6, 9)) },
            "capture" => new CaptureCommand(Reservation(pick, model)) { Amount = pick.OneIn(30) ? 0 : pick.Of<long?>(null, 1, 2, 3, 5), ReleaseRest = pick.OneIn(3) },
            "release" => new ReleaseCommand(Reservation(pick, model)),
            "void" => new VoidCommand(Grant(pick, model)) { OnlyIfUnused = pick.OneIn(3) },
            "expire" => new ExpireCommand(Grant(pick, model)),
            "reverse" => new ReverseCommand(Entry(pick, model)) { Amount = pick.OneIn(30) ? 0 : pick.Of<long?>(null, 1, 2, 3, 4, 6, 9) },
            "amend" => Amend(pick, model, at),
            _ => new SettleOverageCommand(pick.Of(OverageSettlement.Forgiven, OverageSettlement.Charged)) { Amount = pick.OneIn(20) ? 0 : pick.Of<long?>(null, 1, 2, 4) },
        };
        return command with { CreatedAt = After(created ?? 0, created is null ? null : 0) };
    }

    /// <summary>One of many small commands that together come to the account's limits.</summary>
    public static Command Small(Choices pick, long now, bool grants) => grants
        ? new GrantCommand(1 + pick.Below(2)) { ExpiresAt = After(now, pick.Of<int?>(null, 2, 4)), EffectiveAt = After(now, pick.Of<int?>(null, null, 1)) }
        : new ReserveCommand(1) { ExpiresAt = After(now, pick.Of<int?>(null, 2, 4)) };

    /// <summary>The kind of command; where there is nothing for it to be about, mostly one that makes something.</summary>
    private static string Kind(Choices pick, Model model)
    {
        var kind = pick.Of(Kinds);
        var isAboutNothing = kind switch
        {
            "grant" => false,
            "capture" or "release" => !model.Open.Any(),
            "reverse" => !model.Reversible.Any(),
            "settle_overage" => model.Overage == 0,
            _ => !model.Grants.Exists(grant => grant.IsActive),
        };
        return !isAboutNothing || pick.OneIn(12) ? kind : kind is "capture" or "release" && model.Grants.Count > 0 ? "reserve" : kind is "reverse" && model.Grants.Count > 0 ? "apply" : "grant";
    }

    private static GrantCommand Grant(Choices pick, long at)
    {
        // Whole days make equal expiries frequent.
        var untilDay = (int)(Ticks.PerDay - (at % Ticks.PerDay));
        var expires = pick.Of<int?>(null, null, null, null, untilDay, untilDay, untilDay + Ticks.PerDay, untilDay + Ticks.PerDay, 0, 1, 2, 9);
        return new(pick.Below(21))
        {
            Priority = pick.OneIn(30) ? 101 : pick.Of(50, 50, 50, 0, 100),
            Category = pick.Of(GrantCategory.Paid, GrantCategory.Promotional),
            EffectiveAt = After(at, pick.Of<int?>(null, null, null, null, -3, 0, 1, 3, 6)),
            ExpiresAt = After(at, expires),
            NeverExpires = pick.OneIn(expires is null ? 2 : 20),
            Name = pick.Of(null, "milk"),
            Metadata = Note(pick),
            AppliesTo = pick.Of(null, null, null, null, null, new("metered"), new(Prices: ["p1", "p2"]), new AppliesTo(BillableItems: ["b1"])),
        };
    }

    private static AmendCommand Amend(Choices pick, Model model, long at)
    {
        var expires = pick.Of<int?>(null, null, -1, 0, 1, 3, 7);
        var isNever = pick.OneIn(expires is null ? 2 : 20);
        return new(Grant(pick, model))
        {
            ExpiresAt = After(at, expires),
            NeverExpires = isNever,
            Name = pick.OneIn(2) || (expires is null && !isNever) ? pick.Of("", "tea", "coffee") : null,
            Metadata = Note(pick),
        };
    }

    private static PaysFor? PaysFor(Choices pick) => pick.Of(
        null, null, null, new("metered"), new(Price: "p2"), new("metered", "p1", "b1"), new("other", "p3", "b1"), new PaysFor("other"));

    private static Dictionary<string, string>? Note(Choices pick) => pick.Of(null, null, [], new Dictionary<string, string>(StringComparer.Ordinal) { ["note"] = "x" });

    private static long Grant(Choices pick, Model model) => Known(
        pick, model, [.. model.Grants.Where(grant => grant.IsActive).Select(grant => grant.Id)], [.. model.Grants.Select(grant => grant.Id)]);

    private static long Reservation(Choices pick, Model model) => Known(
        pick, model, [.. model.Open.Select(one => one.Id)], [.. model.Reservations.Select(one => one.Id)]);

    private static long Entry(Choices pick, Model model) => Known(
        pick, model, [.. model.Reversible], [.. model.Entries.Where(entry => entry.Type is EntryType.Apply or EntryType.Capture).Select(entry => entry.Seq)]);

    /// <summary>Mostly one that something can be done with, now and then any of its kind, or whatever has or will have a number near.</summary>
    private static long Known(Choices pick, Model model, IReadOnlyList<long> useful, IReadOnlyList<long> all) => pick.Below(12) switch
    {
        0 => pick.Below(model.Entries.Count + 6),
        < 3 when all.Count > 0 => pick.Of(all),
        _ => useful.Count > 0 ? pick.Of(useful) : pick.Below(model.Entries.Count + 6),
    };

    private static Instant? After(long at, int? ticks) => ticks is { } some ? Ticks.At(at + some) : null;
}

using System.Globalization;
using CreditFunctions.Ledger;

namespace CreditFunctions.Demo;

/// <summary>Commands posted together at one moment of a customer's history.</summary>
internal sealed record DemoEvent(DateTimeOffset At, string Entitlement, Unit Unit, IReadOnlyList<Command> Commands);

/// <summary>
/// Makes up a customer's last year: paid packs, promotions, refunds, use of several lines at once; some grants have expired, some are not yet effective. The
/// same seed and day make the same history.
/// </summary>
internal static class DemoHistory
{
    /// <summary>The entitlement with a custom unit.</summary>
    public static readonly Entitlement LaneHours = new("lane_hours", "Lane hours", new Unit("hours", 2), DrawOrder.Fifo);

    private static readonly string[] Currencies = ["USD", "USD", "USD", "USD", "USD", "EUR", "EUR", "GBP", "JPY", "KWD"];
    private static readonly string[] Reasons = ["Cancelled session", "Lane hire", "Season pass", "Refund, partial", "Café \"Krone\"", "Goodwill", "Équipement loué", "Coaching – März"];

    /// <summary>The events, oldest first.</summary>
    /// <param name="random">Chooses.</param>
    /// <param name="today">Where history ends.</param>
    /// <param name="inDollars">Is the first account in USD, so that an example can be sure of it?</param>
    public static IEnumerable<DemoEvent> Of(Random random, DateTimeOffset today, bool inDollars)
    {
        var accounts = 1 + (random.Next(100) < 15 ? 1 : 0);
        for (var account = 0; account < accounts; account++)
        {
            var isHours = random.Next(100) < 12 && !inDollars;
            _ = Unit.TryGetCurrency(inDollars ? "USD" : Currencies[random.Next(Currencies.Length)], out var currency);
            var (entitlement, unit) = isHours ? (LaneHours.Id, LaneHours.Unit!.Value) : (Entitlement.DefaultId, currency);
            foreach (var one in OfAccount(random, today, entitlement, unit))
            {
                yield return one;
            }
        }
    }

    private static IEnumerable<DemoEvent> OfAccount(Random random, DateTimeOffset today, string entitlement, Unit unit)
    {
        var scale = (long)Math.Pow(10, unit.Precision);
        var at = today.AddDays(-random.Next(200, 370)).AddSeconds(random.Next(86_400));
        var spendable = 0L;
        var events = random.Next(2, 6);
        for (var i = 0; i < events && at < today; i++)
        {
            var commands = new List<Command>();
            if (i % 2 == 0)
            {
                foreach (var (amount, isPromotional) in new[] { (random.Next(20, 500) * scale, false), (random.Next(5, 60) * scale, true) }.Take(random.Next(1, 3)))
                {
                    commands.Add(Grant(random, at, today, amount, isPromotional, ref spendable));
                }
            }

            for (var lines = random.Next(1, 4); lines > 0 && spendable > 10 * scale; lines--)
            {
                var amount = Math.Max(1, random.NextInt64(spendable / 3));
                spendable -= amount;
                commands.Add(new ApplyCommand(amount) { Memo = Reasons[random.Next(Reasons.Length)] });
            }

            if (commands.Count > 0)
            {
                yield return new(at, entitlement, unit, commands);
            }

            at = at.AddDays(random.Next(10, 75)).AddMicroseconds(random.Next(1_000_000));
            spendable = i % 2 == 0 ? spendable : spendable / 2;
        }
    }

    /// <summary>Only what never expires and is effective at once counts as spendable, so that what is applied later is there.</summary>
    private static GrantCommand Grant(Random random, DateTimeOffset at, DateTimeOffset today, long amount, bool isPromotional, ref long spendable)
    {
        var kind = random.Next(100);
        var expires = isPromotional || kind < 20 ? Instant.From(at.AddDays(random.Next(30, 400))) : (Instant?)null;
        var effective = kind >= 92 ? Instant.From(today.AddDays(random.Next(1, 90))) : (Instant?)null;
        expires = expires is not null && effective is not null ? Instant.From(effective.Value.ToDateTimeOffset().AddDays(180)) : expires;
        spendable += expires is null && effective is null ? amount : 0;
        return new(amount)
        {
            Name = isPromotional ? "Promotion" : "Prepaid pack",
            Category = isPromotional ? GrantCategory.Promotional : GrantCategory.Paid,
            Priority = isPromotional ? 20 : GrantTerms.DefaultPriority,
            EffectiveAt = effective,
            ExpiresAt = expires,
            Memo = Reasons[random.Next(Reasons.Length)],
            ExternalNumber = string.Create(CultureInfo.InvariantCulture, $"CM-{random.Next(100_000):D5}"),
        };
    }
}
